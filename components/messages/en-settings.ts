// The English texts of the settings.

export const settingsText = {
  title: 'Settings',
  sections: {
    general: 'General',
    dialogue: 'Server dialogue',
  },
  back: 'All settings',
  missing: 'There is no such section',
  missingHint: 'Choose one from the list.',
  couldNotLoad: 'The settings could not be loaded.',
  retry: 'Try again',
  loading: 'Loading settings',
  general: {
    look: 'How it looks in this browser',
    theme: 'Theme',
    density: 'Density of the list',
    writing: 'Writing',
    undo: 'Undo after sending',
    undoHint: 'So long a message waits before it leaves, and can be taken back.',
    undoOff: 'Off: send at once',
    notices: 'Bounces and receipts',
    noticesHint:
      'What mail servers report about messages you sent always shows with those messages. The reports themselves can leave the inbox for the archive.',
    noticesFold: 'Out of the inbox',
    noticesInbox: 'Stay in the inbox',
    mail: 'Fetching mail',
    past: 'Older mail',
    pastHint:
      'New mail always comes at once. Older mail and its text for search can wait, as on a metered connection.',
    pastFetch: 'Fetch in the background',
    pastWait: 'Wait',
    undoSeconds: (seconds: number) => `${seconds} seconds`,
  },
  dialogue: {
    lead: 'What Pennypost and your mail server say to each other. It is recorded only when you ask, for a quarter of an hour, in memory; passwords are masked and the content of messages is left out. The number in brackets tells connections apart.',
    idle: 'Nothing is being recorded.',
    recording: (host: string) => `Recording what is said with ${host}.`,
    start: 'Record',
    longer: 'Record longer',
  },
};
