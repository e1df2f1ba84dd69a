// The desk works without this file; it only makes some things nicer.
for (const bar of document.querySelectorAll("[data-undo]")) {
  // Ten seconds, which pause while the bar has the pointer or the focus.
  const button = bar.querySelector("button");
  let left = 10, held = false;
  for (const [event, holds] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]]) {
    bar.addEventListener(event, () => { held = holds; });
  }
  const clock = setInterval(() => {
    if (held) return;
    left -= 1;
    if (button) button.textContent = `Undo (${left} s)`;
    if (left <= 0) { clearInterval(clock); bar.remove(); }
  }, 1000);
  history.replaceState(null, "", location.href.replace(/([?&])done=\d+&?/, "$1").replace(/[?&]$/, ""));
}
document.getElementById("problem")?.focus();
