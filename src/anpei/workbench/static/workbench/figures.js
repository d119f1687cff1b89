// Figures by month: a line with the band of its interval, read from the table below it. Months without a figure are gaps.
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  for (const place of document.querySelectorAll("[data-trend]")) {
    if (!window.echarts) return;
    const { trend, column, least, most } = place.dataset;
    const rows = [...document.querySelectorAll(`#${trend} tr[data-label]`)];
    const points = rows.map((row) => row.cells[2 + Number(column)].dataset.plot?.split(" ").map(Number) ?? [null, null, null]);
    if (points.every(([value]) => value === null)) { place.closest("figure").hidden = true; continue; }
    place.classList.add("drawn");
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    const ink = colour("--ap-ink-3");
    const quiet = { type: "line", stack: "band", stackStrategy: "all", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: rows.map((row) => row.dataset.label.slice(2)), axisLabel: { color: ink, fontSize: 11 }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--ap-line") }, onZero: false } },
      yAxis: { type: "value", min: Number(least), max: Number(most), interval: (Number(most) - Number(least)) / 4, axisLabel: { color: ink, fontSize: 11 }, splitLine: { lineStyle: { color: colour("--ap-line-soft") } } },
      series: [
        { ...quiet, data: points.map(([, low]) => low) },
        { ...quiet, data: points.map(([, low, high]) => (low === null ? null : high - low)), areaStyle: { color: colour("--ap-d3"), opacity: 0.45 } },
        { type: "line", symbolSize: 6, itemStyle: { color: colour("--ap-d1") }, lineStyle: { width: 2, color: colour("--ap-d1") }, data: points.map(([value]) => value) },
      ],
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  }
})();
