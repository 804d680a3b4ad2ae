// Shows the buttons that need a passkey, asks the device when one is pressed, and sends its answer with the form.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withBytes = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));

// The options as the browser wants them; what it gives back is read by the server as the standard's JSON.
const ask = async ({ challenge, user, allowCredentials, excludeCredentials, ...rest }) => {
  const publicKey = { ...rest, challenge: toBytes(challenge) };
  if (user) {
    Object.assign(publicKey, { user: { ...user, id: toBytes(user.id) }, excludeCredentials: withBytes(excludeCredentials) });
    return navigator.credentials.create({ publicKey });
  }
  if (allowCredentials) publicKey.allowCredentials = withBytes(allowCredentials);
  return navigator.credentials.get({ publicKey });
};

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const written = (key) => {
  const parts = PARTS.filter((name) => key.response[name]).map((name) => [name, toText(key.response[name])]);
  return JSON.stringify({
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    response: Object.fromEntries(parts),
    clientExtensionResults: {},
  });
};

const press = async (button) => {
  const form = button.form;
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.passkey, { headers: { accept: "application/json" } });
    const offered = await answer.json();
    const key = await ask(offered.options);
    form.elements.challenge.value = offered.challenge;
    form.elements.passkey.value = written(key);
    button.disabled = false;
    form.requestSubmit(button);
  } catch {
    // Called off, no such key on this device, or no answer from the blog: in each case nothing has happened.
    trouble.hidden = false;
  } finally {
    button.disabled = false;
  }
};

// A passkey belongs to the blog's own host; under another name of it there is none.
if (window.PublicKeyCredential && navigator.credentials) {
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    if (button.dataset.host !== location.hostname) continue;
    for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = false;
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      press(button);
    });
  }
}
