import { describe, expect, it } from 'vitest';
import { isTooLarge, uploadError } from './uploads';

describe('uploads', () => {
  it('count all files of the message against the limit', () => {
    expect(isTooLarge([], 100, 100)).toBe(false);
    expect(isTooLarge([{ size: 1 }], 100, 100)).toBe(true);
  });

  it('fail in the server’s words, or by status where a proxy answered', () => {
    const json = '{"error":{"code":"too-large","message":"A message can carry 10 MB."}}';
    expect(uploadError(413, json)).toMatchObject({
      code: 'too-large',
      message: 'A message can carry 10 MB.',
    });
    expect(uploadError(413, '<html>nginx</html>')).toMatchObject({ code: 'too-large', message: '' });
    expect(uploadError(500, '')).toMatchObject({ code: 'internal' });
  });
});
