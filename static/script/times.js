// Says the time in the form as people say it, while it is typed. Without this script the page says it once it is sent.

const field = document.getElementById("w-published_at");
const said = field?.form.querySelector("[data-spoken]");
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?$/;

const inWords = (typed) => {
  const [, year, month, day, hour] = TIME.exec(typed.trim()) ?? [];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (!year || date.getUTCDate() !== Number(day)) {
    return "";
  }
  const parts = { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" };
  if (Number(year) !== new Date().getFullYear()) {
    parts.year = "numeric";
  }
  return `${date.toLocaleDateString(document.documentElement.lang, parts)}, ${hour ?? "00:00"}`;
};

if (said) {
  const show = () => {
    said.textContent = inWords(field.value);
    said.hidden = !said.textContent;
  };
  field.addEventListener("input", show);
}
