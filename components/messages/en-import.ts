// The English texts of importing and exporting mail.

const number = (count: number) => new Intl.NumberFormat('en').format(count);
const megabytes = (octets: number) =>
  new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(octets / 1024 / 1024);

export const importText = {
  title: (folder: string) => `Import into ${folder}`,
  lead: 'An mbox file, a zip file of .eml messages, or one .eml message. What is here already is not added again.',
  file: 'File',
  chooseFirst: 'Choose a file first.',
  empty: (name: string) => `${name} is empty.`,
  start: 'Import',
  cancel: 'Cancel',
  close: 'Close',
  sending: 'Sending the file',
  reading: 'Reading the file',
  sent: (done: number, total: number) => `${megabytes(done)} of ${megabytes(total)} MB sent.`,
  percent: (share: number) =>
    `${new Intl.NumberFormat('en', { style: 'percent' }).format(Math.min(1, share))} read.`,
  done: 'Done.',
  added: (count: number) => (count === 1 ? '1 message added.' : `${number(count)} messages added.`),
  doubles: (count: number) => (count === 1 ? '1 was here already.' : `${number(count)} were here already.`),
  failed: (count: number) =>
    count === 1 ? '1 could not be read or taken.' : `${number(count)} could not be read or taken.`,
  goesOn: 'You can close this: the import goes on by itself.',
};
