import { expect, it } from 'vitest';
import { emptyDraft } from '@/lib/client/drafts';
import { withoutUnusedImages } from './inline-images';

const image = (contentId: string | null) => ({
  id: String(contentId),
  name: 'x.png',
  type: 'image/png',
  size: 1,
  contentId,
});
const draft = {
  ...emptyDraft('0123456789abcdef', 1, 1),
  html: '<p><img src="cid:a@pennypost"></p>',
  uploads: [image('a@pennypost'), image('b@pennypost'), image('c@elsewhere'), image(null)],
};

it('Images deleted from the text are not sent; all other files are', () => {
  expect(withoutUnusedImages(draft).uploads.map(({ contentId }) => contentId)).toEqual([
    'a@pennypost',
    'c@elsewhere',
    null,
  ]);
});

it('In plain text pasted images go along as files', () => {
  const plain = { ...draft, html: null };
  expect(withoutUnusedImages(plain)).toBe(plain);
});
