// Looks at a photo on the phone, before it goes: blurred, glare, cut off, too small, dark. It only ever advises.
// Answers a list of {code, where}; empty means nothing to say. Nothing leaves the phone here.
const EDGE = 1400;
const TILES = 10;
const LEAST_PIXELS = 300000;
const DARK = 55;
const SHARP = 0.16; // strength of edges against contrast, in the sharpest tiles; see tests/browser/test_picture_check.py
const SIDES = { top: 0, bottom: 1, left: 2, right: 3 };

export async function lookAt(file) {
  if (!file.type.startsWith("image/") || !window.createImageBitmap) return [];
  let bitmap;
  try { bitmap = await createImageBitmap(file); } catch { return []; } // the phone cannot show it; the server says what it is
  const small = bitmap.width * bitmap.height < LEAST_PIXELS;
  const picture = grey(bitmap);
  bitmap.close();
  if (small) return [{ code: "small" }];
  const found = [];
  const levels = histogram(picture);
  const paper = percentile(levels, 0.75);
  if (paper < DARK) return [{ code: "dark" }];
  if (sharpness(picture) < SHARP) found.push({ code: "blur" });
  const glare = shine(picture, levels);
  if (glare) found.push({ code: "glare", where: glare });
  const cut = cutSide(picture, levels);
  if (cut) found.push({ code: "cut", where: cut });
  return found;
}

function grey(bitmap) {
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const values = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < values.length; at += 1, from += 4) {
    values[at] = (data[from] * 77 + data[from + 1] * 150 + data[from + 2] * 29) >> 8;
  }
  return { width, height, values };
}

function histogram({ values }) {
  const levels = new Uint32Array(256);
  for (const value of values) levels[value] += 1;
  return levels;
}

function percentile(levels, share) {
  const all = levels.reduce((sum, one) => sum + one, 0);
  let seen = 0;
  for (let level = 0; level < 256; level += 1) {
    seen += levels[level];
    if (seen >= all * share) return level;
  }
  return 255;
}

// The variance of the Laplacian over the variance of grey, tile by tile: empty paper and a plain table say nothing, so
// only tiles with contrast count, and of these the sharper third.
export function sharpness({ width, height, values }) {
  const found = [];
  const across = Math.floor(width / TILES), down = Math.floor(height / TILES);
  if (across < 8 || down < 8) return 1;
  for (let row = 0; row < TILES; row += 1) {
    for (let column = 0; column < TILES; column += 1) {
      let count = 0, sum = 0, squares = 0, edges = 0, edgeSquares = 0;
      for (let y = row * down + 1; y < (row + 1) * down - 1; y += 1) {
        for (let x = column * across + 1; x < (column + 1) * across - 1; x += 1) {
          const at = y * width + x;
          const value = values[at];
          const edge = 4 * value - values[at - 1] - values[at + 1] - values[at - width] - values[at + width];
          count += 1; sum += value; squares += value * value; edges += edge; edgeSquares += edge * edge;
        }
      }
      const contrast = squares / count - (sum / count) ** 2;
      if (contrast > 60) found.push((edgeSquares / count - (edges / count) ** 2) / contrast);
    }
  }
  if (!found.length) return 0;
  found.sort((one, other) => other - one);
  const best = found.slice(0, Math.max(1, Math.ceil(found.length / 3)));
  return best.reduce((sum, one) => sum + one, 0) / best.length;
}

// A lamp burns a patch to white on paper that is otherwise a little grey. A scan is white all over and is no lamp.
function shine({ width, height, values }, levels) {
  let burnt = 0;
  for (let level = 252; level < 256; level += 1) burnt += levels[level];
  const share = burnt / values.length;
  if (share < 0.012 || share > 0.4) return "";
  const rest = Uint32Array.from(levels, (count, level) => (level < 252 ? count : 0));
  if (percentile(rest, 0.6) > 236) return "";
  const thirds = new Float64Array(9);
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      if (values[y * width + x] >= 252) thirds[Math.floor((3 * y) / height) * 3 + Math.floor((3 * x) / width)] += 1;
    }
  }
  const most = thirds.indexOf(Math.max(...thirds));
  const patch = (thirds[most] * 4) / ((width * height) / 9);
  return patch > 0.08 ? String(most) : "";
}

// The sheet runs out of the picture on one side while the table is seen on another. A sheet that fills the picture, as a
// scan does, is left alone.
function cutSide({ width, height, values }, levels) {
  const split = otsu(levels);
  const [dark, light] = means(levels, split);
  if (light - dark < 45) return "";
  const strip = Math.max(2, Math.round(Math.min(width, height) * 0.012));
  const shares = {
    top: lightShare(values, width, 0, 0, width, strip, split),
    bottom: lightShare(values, width, 0, height - strip, width, height, split),
    left: lightShare(values, width, 0, 0, strip, height, split),
    right: lightShare(values, width, width - strip, 0, width, height, split),
  };
  const table = Object.values(shares).filter((share) => share < 0.12).length;
  const cut = Object.keys(SIDES).filter((side) => shares[side] > 0.55);
  return table >= 1 && cut.length >= 1 && cut.length + table >= 3 ? cut[0] : "";
}

function lightShare(values, width, left, top, right, bottom, split) {
  let light = 0, count = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) { count += 1; if (values[y * width + x] > split) light += 1; }
  }
  return light / count;
}

function otsu(levels) {
  const all = levels.reduce((sum, one) => sum + one, 0);
  const total = levels.reduce((sum, one, level) => sum + one * level, 0);
  let below = 0, sumBelow = 0, best = 0, split = 127;
  for (let level = 0; level < 255; level += 1) {
    below += levels[level];
    sumBelow += levels[level] * level;
    if (!below || below === all) continue;
    const between = below * (all - below) * (sumBelow / below - (total - sumBelow) / (all - below)) ** 2;
    if (between > best) { best = between; split = level; }
  }
  return split;
}

function means(levels, split) {
  let dark = 0, darkSum = 0, light = 0, lightSum = 0;
  levels.forEach((count, level) => {
    if (level <= split) { dark += count; darkSum += count * level; } else { light += count; lightSum += count * level; }
  });
  return [darkSum / Math.max(1, dark), lightSum / Math.max(1, light)];
}
