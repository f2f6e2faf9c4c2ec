// The English texts of a file that is shown in place.

const list = new Intl.ListFormat('en-GB');

export const previewText = {
  loading: 'Loading the file',
  failed: 'This file could not be shown.',
  retry: 'Try again',
  empty: 'This file is empty.',
  cut: 'Not all of it is shown here. Download the file to see the rest.',
  files: (names: string[]) => `Files in it: ${list.format(names)}`,
};
