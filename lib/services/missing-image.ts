// The picture in the place of one that cannot be fetched, where the browser would draw its sign for a broken image.

/** Grey on light and dark paper alike; where there is no room for words there are none. It has the size that its `img` gives it. */
export const MISSING_IMAGE = `<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">
<style>text { font: 12px system-ui, sans-serif } @media (max-width: 129px) or (max-height: 19px) { text { display: none } }</style>
<rect width="100%" height="100%" rx="4" fill="#808080" fill-opacity=".14"/>
<text x="50%" y="50%" text-anchor="middle" dominant-baseline="central" fill="#767676">Picture not available</text>
</svg>`;
