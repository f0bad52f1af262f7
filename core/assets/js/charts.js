// Pictures beside their tables: the figures are in the page as JSON, the table stays for whoever reads.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, FunnelChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, CustomChart, FunnelChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

// A custom series is a dot on a line, [lower end, upper end, dot, row]: JSON cannot carry the function that draws it.
function interval(params, api) {
  const [low, high, dot] = [0, 1, 2].map((place) => api.coord([api.value(place), api.value(3)]));
  const style = { stroke: api.visual("color"), fill: api.visual("color"), lineWidth: 4 };
  const line = { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style };
  return { type: "group", children: [line, { type: "circle", shape: { cx: dot[0], cy: dot[1], r: 8 }, style }] };
}

for (const box of document.querySelectorAll("[data-chart]")) {
  const option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  for (const series of option.series) if (series.type === "custom") series.renderItem = interval;
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption({ animation: false, textStyle: { fontFamily: getComputedStyle(box).fontFamily }, color: ["#0b5f53", "#175b8c", "#8a5a00"], ...option });
  new ResizeObserver(() => chart.resize()).observe(box);
}
