// What stands where an image is not shown: its words in a quiet box, where the browser would draw its sign for a broken image.

const IMAGE = /<img\b([^>]*)>/gu;
/** Smaller ones have no room for words: these get the room they need. */
const ROOMY = { width: 60, height: 20 };

/** Rules of the page for the boxes. A sender's 'border: 0' is meant for the image. */
export const STAND_IN_STYLE = `
.image-stand-in { display: inline-block; box-sizing: border-box; max-width: 100%; overflow: hidden; padding: 2px 8px;
  border: 1px solid #d0d4da !important; border-radius: 6px; background: #f3f4f6 !important; color: #57606a !important;
  font: 12px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; vertical-align: bottom; }
`;

/** Puts a box in the place of each image of sanitized HTML that has words and nothing to load. Others take the room they took before. */
export function standInForImages(html: string): string {
  return html.replace(IMAGE, (image, attributes: string) => {
    const alt = attributeOf(attributes, 'alt').trim();
    if (alt === '' || /\ssrc="/u.test(attributes)) return image;
    const styles = [
      attributeOf(attributes, 'style'),
      size(attributes, 'width'),
      size(attributes, 'height'),
    ].filter(Boolean);
    return `<span class="image-stand-in" title="${alt}"${styles.length > 0 ? ` style="${styles.join('; ')}"` : ''}>${alt}</span>`;
  });
}

/** Escaped, as it stands in the tag. */
function attributeOf(attributes: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(attributes)?.[1] ?? '';
}

function size(attributes: string, name: 'width' | 'height'): string {
  const [, number, percent = ''] = /^(\d{1,4})(?:px)?(%?)$/u.exec(attributeOf(attributes, name)) ?? [];
  if (!number || (percent === '' && Number(number) < ROOMY[name])) return '';
  return `${name}: ${number}${percent || 'px'}`;
}
