// A photo made small before it is kept and sent. Drawn anew it shows what is to be seen, and holds no place or device.
const LONGEST = 1280;
const MOST_BYTES = 200_000;
const QUALITIES = [0.8, 0.6, 0.4];

export async function smaller(file) {
  const picture = await createImageBitmap(file);
  let scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  for (;;) {
    const canvas = drawn(picture, scale);
    for (const quality of QUALITIES) {
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      if (made.size <= MOST_BYTES) return made;
    }
    scale /= 1.5;
  }
}

function drawn(picture, scale) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
