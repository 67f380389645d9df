// From a file of any size to bytes that fit into one packet.

const TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"];
const MAX_FILE_BYTES = 40_000_000;
const MAX_SIDE = 1600;

/**
 * Returns {name, type, width, height, bytes: ArrayBuffer}, at most maxBytes large: the file as it is when it fits,
 * else a JPEG of it, made smaller until it fits. Throws an Error whose message can be shown.
 */
export async function preparePicture(file, maxBytes) {
  if (!TYPES.includes(file.type)) {
    throw new Error(
      `“${file.name}” is not a picture that can be sent: choose a PNG, JPEG, WebP, GIF or AVIF.`,
    );
  }
  if (file.size > MAX_FILE_BYTES) {
    throw new Error(
      `“${file.name}” is too large: ${inMegabytes(file.size)}, and ${inMegabytes(MAX_FILE_BYTES)} is the most.`,
    );
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`“${file.name}” cannot be read as a picture.`);
  }
  try {
    const { width, height } = bitmap;
    if (file.size <= maxBytes) {
      return { name: file.name, type: file.type, width, height, bytes: await file.arrayBuffer() };
    }
    return await shrink(bitmap, file.name, maxBytes);
  } finally {
    bitmap.close();
  }
}

async function shrink(bitmap, name, maxBytes) {
  const longest = Math.max(bitmap.width, bitmap.height);
  for (let side = Math.min(MAX_SIDE, longest); side >= 200; side = Math.floor(side * 0.75)) {
    const width = Math.max(1, Math.round((bitmap.width * side) / longest));
    const height = Math.max(1, Math.round((bitmap.height * side) / longest));
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // JPEG knows no transparency
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    for (const quality of [0.86, 0.7]) {
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      if (blob && blob.size <= maxBytes) {
        return { name, type: "image/jpeg", width, height, bytes: await blob.arrayBuffer() };
      }
    }
  }
  throw new Error(
    `“${name}” is too large: it does not fit into ${Math.floor(maxBytes / 1000)} KB, the most that the server takes.`,
  );
}

function inMegabytes(count) {
  return `${(count / 1_000_000).toFixed(1)} MB`;
}
