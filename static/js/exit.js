// "Exit this page" without a trace in this tab: the page goes blank at once and the address is
// replaced, so that Back does not return here. Shift three times does the same. What was typed
// is taken off this browser meanwhile, and nobody waits for that.
// Without this file the button is a link that does the same a moment slower.
(() => {
  const button = document.getElementById("exit-this-page");
  if (!button) return;
  let left = false;

  const leave = () => {
    left = true;
    document.documentElement.classList.add("leaving");
    document.title = "…";
    const taken = navigator.sendBeacon?.(button.dataset.out);
    window.location.replace(taken ? button.dataset.away : button.href);
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

  // A page the browser kept as it was left is asked for again: it must not come back blank, and
  // not with what she typed.
  window.addEventListener("pageshow", (event) => {
    if (left && event.persisted) window.location.reload();
    else document.documentElement.classList.remove("leaving");
  });
})();
