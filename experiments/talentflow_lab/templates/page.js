(function () {
  "use strict";
  function draw(element) {
    var spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    window
      .vegaEmbed(element, spec, {
        mode: "vega-lite",
        renderer: "svg",
        actions: false,
        ast: true,
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
      })
      .catch(function (error) {
        element.textContent = "This chart could not be drawn: " + error.message;
      });
  }
  Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), draw);
})();
