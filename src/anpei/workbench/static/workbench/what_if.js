// What if and the calculator: values that differ are marked, choices open at once, bars are drawn from their table.
(() => {
  document.documentElement.classList.add("scripted");

  const mark = (field) => {
    const before = field.tagName === "SELECT"
      ? [...field.options].find((option) => option.defaultSelected)?.value ?? ""
      : field.defaultValue;
    field.classList.toggle("is-new", field.value !== before);
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches(".ty .form-control, .ty .form-select, .wf-n .form-control")) mark(event.target);
  });

  for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  // A refusal is an answer too: its words belong beside the fields.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const draw = () => {
    for (const place of document.querySelectorAll("[data-bars]")) {
      if (!window.echarts || window.echarts.getInstanceByDom(place)) continue;
      const rows = [...document.querySelectorAll(`#${place.dataset.bars} [data-claims]`)];
      place.style.display = "block";
      const chart = window.echarts.init(place, null, { renderer: "svg" });
      const ink = colour("--ap-ink-3");
      chart.setOption({
        animation: false,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 8, right: 44, top: 6, bottom: 22, containLabel: true },
        tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
        xAxis: { type: "value", minInterval: 1, axisLabel: { color: ink, fontSize: 11 }, splitLine: { lineStyle: { color: colour("--ap-line-soft") } } },
        yAxis: { type: "category", inverse: true, data: rows.map((row) => row.dataset.label), axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--ap-line") } }, axisLabel: { color: ink, fontSize: 11 } },
        series: [{
          type: "bar", barMaxWidth: 22,
          label: { show: true, position: "right", color: colour("--ap-ink-2"), fontSize: 11 },
          data: rows.map((row) => ({ value: Number(row.dataset.claims), itemStyle: { color: colour(row.hasAttribute("data-more") ? "--ap-d1" : "--ap-d4"), borderRadius: 2 } })),
        }],
      });
      new ResizeObserver(() => chart.resize()).observe(place);
    }
  };
  draw();
  document.addEventListener("htmx:load", draw);
})();
