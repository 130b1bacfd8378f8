// What htmx does not do: words selected in a text go into the form for a claim, and the newest answer is looked at.
"use strict";

// A request that another takes the place of is given up on purpose. htmx tells that on the console as an error, and
// rejects a promise with nothing, which nobody awaits.
htmx.logger = (element, event, detail) => {
  if (event === "htmx:afterRequest" || event === "htmx:sendAbort") delete detail.error;
};
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason === undefined) event.preventDefault();
});

const add = document.querySelector("#add-claim form");

/** Give the place in the text of a point of a selection, or null where it stands elsewhere. */
function placeOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const piece = element && element.closest("[data-start]");
  if (!piece || node.nodeType !== Node.TEXT_NODE) return null;
  // Offsets of a text count its characters; those of a script count UTF-16 units.
  return Number(piece.dataset.start) + Array.from(node.data.slice(0, offset)).length;
}

function takeSelection() {
  const selection = document.getSelection();
  const text = document.getElementById("text");
  if (!add || !text || !selection || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
  const range = selection.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return;
  add.elements.start.value = start;
  add.elements.end.value = end;
  add.elements.words.value = selection.toString();
  document.getElementById("add-claim").open = true;
}

if (add) {
  document.addEventListener("mouseup", takeSelection);
  document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") takeSelection(); });
  add.elements.words.addEventListener("input", () => { add.elements.start.value = add.elements.end.value = ""; });
}

// A claim that was decided about is drawn anew: the keyboard goes on from it.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.classList.contains("card")) event.target.focus({ preventScroll: true });
  if (event.target.id === "notice") event.target.scrollIntoView({ block: "nearest" });
});
