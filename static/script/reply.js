// Reply without leaving the page: the form moves under the comment it answers, and Cancel takes it back.
// Without this script each Reply is a link to a page of its own, which does the same.

const form = document.getElementById("comment-form");
const words = document.getElementById("replying");

if (form && words) {
  const parent = form.elements.namedItem("parent");
  const heading = form.querySelector(":is(h2, h3)");
  const home = document.createComment("the comment form's own place");
  const ownHeading = [...heading.childNodes].map((node) => node.cloneNode(true));
  const cancel = words.content.querySelector("button").cloneNode(true);
  let answered = null;

  form.before(home);

  const answerTo = (link) => {
    const comment = link.closest(".comment");
    const title = words.content.querySelector("[data-title]").cloneNode(true);
    title.querySelector("[data-name]").textContent = link.dataset.name;
    heading.replaceChildren(...title.childNodes);
    parent.value = link.dataset.reply;
    comment.after(form);
    form.querySelector(".btns").append(cancel);
    answered = link;
    form.dispatchEvent(new Event("answering"));
    form.elements.namedItem("body").focus();
  };

  const goBack = () => {
    heading.replaceChildren(...ownHeading.map((node) => node.cloneNode(true)));
    parent.value = "";
    cancel.remove();
    home.after(form);
    form.dispatchEvent(new Event("answering"));
    answered?.focus();
    answered = null;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-reply]");
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (link && plain) {
      event.preventDefault();
      answerTo(link);
    }
  });
  cancel.addEventListener("click", goBack);
}
