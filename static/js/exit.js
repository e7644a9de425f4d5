// "Exit this page" without a trace in this tab: the page goes blank at once and the address is
// replaced, so that Back does not return here. Shift three times does the same.
// Without this file the button is a plain link.
(() => {
  const button = document.getElementById("exit-this-page");
  if (!button) return;

  const leave = () => {
    document.documentElement.classList.add("leaving");
    document.title = "…";
    window.location.replace(button.href);
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  const within = 5000;
  let presses = [];
  document.addEventListener("keyup", (event) => {
    const shiftAlone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!shiftAlone) {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = [...presses.filter((pressed) => now - pressed < within), now];
    if (presses.length === 3) leave();
  });

  // A page kept by the browser for its Back button must not come back blank.
  window.addEventListener("pageshow", () => document.documentElement.classList.remove("leaving"));
})();
