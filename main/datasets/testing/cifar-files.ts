/** Planes of red, green and blue that differ from image to image and place to place. */
export function cifarPixel(image: number, channel: number, at: number): number {
  return (image * 7 + channel * 80 + at * 3) % 256;
}

/** A file of CIFAR's binary version, an image for each list of label bytes. */
export function cifarOf(labels: readonly (readonly number[])[], firstImage = 0): Uint8Array {
  const records = labels.map((bytes, image) => {
    const planes = Array.from({ length: 3072 }, (_, at) =>
      cifarPixel(firstImage + image, Math.floor(at / 1024), at % 1024),
    );
    return Uint8Array.from([...bytes, ...planes]);
  });
  return Buffer.concat(records);
}
