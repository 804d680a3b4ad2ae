// The thread: branches fold, and a link to a comment that stands on another page finds it there.
// Without this script nothing is folded, and every link of the blog's own leads to the right page by itself.

const section = document.getElementById("comments");

const branchOf = (button) => button.closest("li").querySelector(":scope > ol");

const setOpen = (button, open) => {
  button.setAttribute("aria-expanded", String(open));
  branchOf(button).hidden = !open;
};

// Whatever is led to is opened on the way.
const openAround = (element) => {
  for (let list = element.closest("ol[hidden]"); list; list = list.parentElement.closest("ol[hidden]")) {
    setOpen(list.closest("li").querySelector(":scope > .comment .fold"), true);
  }
};

const named = () => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
};

const sayLost = () => {
  const words = document.getElementById("own-words")?.content.querySelector(".lost");
  if (words && !section.querySelector(".lost")) {
    section.querySelector("h2").after(words.cloneNode(true));
  }
};

// Ours are comment-ID; blogs that came here brought c123 and the like.
const isComment = (name) => /^(comment-?|c)[\w-]{1,80}$/.test(name) && !name.startsWith("comment-form") && name !== "comments";

const follow = async () => {
  const name = named();
  const here = name && document.getElementById(name);
  if (here) {
    if (here.closest("ol[hidden]")) {
      openAround(here);
      here.scrollIntoView();
    }
    return;
  }
  if (!isComment(name)) {
    return;
  }
  const asked = `/-/comment/${encodeURIComponent(name)}?post=${section.dataset.post}`;
  const found = await fetch(asked, { method: "HEAD", credentials: "same-origin" }).catch(() => null);
  if (named() !== name) {
    return;
  }
  if (found?.ok) {
    location.replace(found.url.split("#")[0] + location.hash);
  } else if (found?.status === 404) {
    sayLost();
  }
};

if (section) {
  for (const button of section.querySelectorAll(".fold")) {
    button.hidden = false;
  }
  section.addEventListener("click", (event) => {
    const button = event.target.closest(".fold");
    if (button) {
      setOpen(button, button.getAttribute("aria-expanded") === "false");
    }
  });
  section.addEventListener("led-to", (event) => openAround(event.target));
  addEventListener("hashchange", follow);
  follow();
}
