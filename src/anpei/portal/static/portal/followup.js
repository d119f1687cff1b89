// Questions that hang on an earlier mark appear when it is given. Without script all of them are shown.
(function () {
  "use strict";
  const form = document.getElementById("f");
  if (!form) return;
  const hanging = form.querySelectorAll("[data-shown-if]");
  function refresh() {
    hanging.forEach(function (box) {
      const [question, range] = box.dataset.shownIf.split(":");
      const [least, most] = range.split("-").map(Number);
      const given = form.querySelector('input[name="' + question + '"]:checked');
      box.hidden = !given || Number(given.value) < least || Number(given.value) > most;
    });
  }
  form.addEventListener("change", refresh);
  refresh();
})();
