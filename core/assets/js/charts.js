// Pictures beside their tables: the figures are in the page as JSON, the table stays for whoever reads.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, FunnelChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, CustomChart, FunnelChart, GridComponent, TooltipComponent, SVGRenderer]);

for (const box of document.querySelectorAll("[data-chart]")) {
  const option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption({ animation: false, textStyle: { fontFamily: "inherit" }, color: ["#0b5f53", "#175b8c", "#8a5a00"], ...option });
  new ResizeObserver(() => chart.resize()).observe(box);
}
