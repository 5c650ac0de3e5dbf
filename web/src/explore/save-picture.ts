import { save } from "../parts/download.tsx";
import { colour } from "../theme.ts";

/** CSS pixels of a title above a chart. */
const TITLE = 32;

/** Saves all charts of the page as one picture, each below its title, on the ground they are seen on. */
export function savePicture(name: string): void {
  const charts = [...document.querySelectorAll<HTMLCanvasElement>(".chart canvas")];
  const title = TITLE * window.devicePixelRatio;
  const picture = document.createElement("canvas");
  picture.width = Math.max(...charts.map(({ width }) => width));
  picture.height = charts.reduce((sum, { height }) => sum + title + height, 0);
  const ctx = picture.getContext("2d") as CanvasRenderingContext2D;
  ctx.fillStyle = colour("surface");
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.fillStyle = colour("text");
  ctx.font = `${title * 0.44}px ${colour("font")}`;
  let top = 0;
  for (const chart of charts) {
    const text = chart.closest("figure")?.querySelector("h2")?.textContent ?? "";
    ctx.fillText(text, title * 0.4, top + title * 0.7, picture.width - title);
    ctx.drawImage(chart, 0, top + title);
    top += title + chart.height;
  }
  picture.toBlob((blob) => blob && save(blob, name));
}
