// Wide tables and code scroll in a box of their own: a keyboard has to reach it.
const boxes = ".md-typeset__scrollwrap, .md-typeset pre > code";
const reach = () => document.querySelectorAll(boxes).forEach((box) => (box.tabIndex = 0));
new MutationObserver(reach).observe(document.documentElement, { childList: true, subtree: true });
reach();
