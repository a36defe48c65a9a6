// Before the page's own program, and in the oldest JavaScript there is: where a browser cannot even read that program,
// the page says so, and stays blank no longer.
(() => {
  function say() {
    var note = document.getElementById("too-old");
    if (note) note.removeAttribute("hidden");
  }
  function check() {
    var known =
      "noModule" in document.createElement("script") && Array.prototype.at && Object.hasOwn && window.structuredClone;
    if (!known) say();
  }
  // A program in words that this browser does not know is an error of the script's, not of any line.
  window.addEventListener("error", (event) => {
    if (event.error && event.error.name === "SyntaxError") say();
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", check);
  else check();
})();
