// Conversations of the demo. Each is written once; whoever of Ann and Ben takes part gets it, own mail in Sent.
import { days, type File, hours, type Who } from './compose';
import { csv, floorPlan, landscape, pdf } from './files';
import { ann, ben, clara, dev, mia, mother, tom } from './people';

/** One turn of a conversation. */
export interface Turn {
  ago: number;
  from: Who;
  /** Without it, everybody else of the conversation. */
  to?: Who[];
  text: string;
  html?: string;
  files?: File[];
}

/** A conversation. `folder` is where the receivers keep it (default INBOX). */
export interface Exchange {
  key: string;
  subject: string;
  folder?: string;
  people: Who[];
  turns: Turn[];
  /** Read by Ann, by Ben, up to this many minutes ago; newer turns are unread. Default: all read. */
  unreadSince?: number;
  flagged?: boolean;
}

const house: Exchange = {
  key: 'house',
  subject: 'The house on Mill Lane',
  folder: 'Projects/House',
  people: [ann, ben, clara],
  flagged: true,
  unreadSince: hours(20),
  turns: [
    {
      ago: days(9),
      from: clara,
      text: 'Dear Ann, dear Ben,\n\nthank you for the walk through the house. Attached is a first floor plan. The dotted wall could go: it carries nothing.\n\nBest wishes\nClara',
      files: [{ name: 'floor-plan.png', type: 'image/png', content: floorPlan() }],
    },
    {
      ago: days(8.8),
      from: ann,
      text: 'Clara, this is lovely. Could the kitchen face the garden?\n\nAnn',
    },
    {
      ago: days(8.6),
      from: ben,
      text: 'And could we keep the old stairs? They creak, but I like them.\n\nBen',
    },
    {
      ago: days(7.9),
      from: clara,
      text: 'Both are possible. The kitchen needs a new drain, about 1,800. The stairs only need a carpenter with patience.',
    },
    { ago: days(7.7), from: ben, text: 'I know a carpenter with patience. I do not know one who is free.' },
    { ago: days(7.1), from: ann, text: 'My uncle Karl! I will ask him.' },
    { ago: days(6.2), from: ann, text: 'Karl says yes, from the 12th on, if somebody cooks for him.' },
    { ago: days(6.1), from: ben, text: 'I cook.' },
    { ago: days(6.05), from: ann, text: 'Then somebody else should cook.' },
    {
      ago: days(4),
      from: clara,
      text: 'Here is the estimate, with the drain and without. Prices hold until the end of the month.',
      files: [
        {
          name: 'estimate.pdf',
          type: 'application/pdf',
          content: pdf('Estimate: Mill Lane 4', [
            'Kitchen, moved to the garden side ........ 12,400',
            'Drain .................................... 1,800',
            'Stairs, repaired ......................... 2,250',
            'Floor, oak, 46 m2 ........................ 5,060',
            'Total .................................... 21,510',
          ]),
        },
        {
          name: 'estimate.csv',
          type: 'text/csv',
          content: csv([
            ['Item', 'Price'],
            ['Kitchen, moved', 12400],
            ['Drain', 1800],
            ['Stairs, repaired', 2250],
            ['Floor, oak, 46 m²', 5060],
          ]),
        },
      ],
    },
    { ago: days(2), from: ben, text: 'That is less than I feared. Shall we say yes on Friday?' },
    {
      ago: hours(18),
      from: clara,
      text: 'Friday is good. I shall bring samples of the oak, and the electrician can be there at ten.',
    },
  ],
};

const others: Exchange[] = [
  {
    key: 'lunch',
    subject: 'Lunch on Thursday?',
    people: [ann, ben],
    unreadSince: 60,
    turns: [
      { ago: hours(5), from: ben, text: 'Are you free on Thursday? The place at the canal is open again.' },
      { ago: hours(4), from: ann, text: 'Yes! At half past twelve?' },
      { ago: 25, from: ben, text: 'Half past twelve it is. I will ask for the table outside. ☀️' },
    ],
  },
  {
    key: 'photos',
    subject: 'Photos from the hills',
    people: [ann, ben],
    flagged: true,
    turns: [
      {
        ago: days(3),
        from: ann,
        text: 'The evening light was worth the climb. More when I have sorted them.\n\nAnn',
        html: '<p>The evening light was worth the climb.</p><p><img src="cid:hills@demo.test" alt="Hills in the evening" width="480"></p><p>More when I have sorted them.</p><p>Ann</p>',
        files: [
          { name: 'hills.png', type: 'image/png', content: landscape(960, 540), cid: 'hills@demo.test' },
          { name: 'hills-large.png', type: 'image/png', content: landscape(1600, 900) },
        ],
      },
      { ago: days(2.9), from: ben, text: 'Wonderful! May I print the first one?' },
      { ago: days(2.8), from: ann, text: 'Please do.' },
    ],
  },
  {
    key: 'release',
    subject: 'Release plan for spring',
    folder: 'Projects/Brightworks',
    people: [dev, mia, tom, ann],
    unreadSince: hours(30),
    turns: [
      {
        ago: days(5),
        from: dev,
        text: 'All,\n\nhere is the plan in one paragraph: freeze on the 3rd, candidate on the 10th, release on the 17th. Objections by Monday, please.\n\nDev',
      },
      { ago: days(4.8), from: mia, text: 'The 10th is a holiday here. The 11th?' },
      { ago: days(4.7), from: tom, text: '+1 for the 11th.' },
      { ago: days(4.1), from: ann, text: 'The 11th is fine. I shall have the texts ready by the 5th.' },
      {
        ago: hours(26),
        from: dev,
        text: 'Then: freeze 3rd, candidate 11th, release 17th. The table is attached.',
        files: [
          {
            name: 'plan.csv',
            type: 'text/csv',
            content: csv([
              ['Step', 'Date', 'Who'],
              ['Freeze', 'the 3rd', 'all'],
              ['Candidate', 'the 11th', 'Mia, Tom'],
              ['Release', 'the 17th', 'Dev'],
            ]),
          },
        ],
      },
      { ago: hours(21), from: mia, text: 'Thank you, Dev. Candidate on the 11th is in my calendar.' },
    ],
  },
  {
    key: 'sunday',
    subject: 'Sunday',
    people: [mother, ann],
    unreadSince: hours(10),
    turns: [
      {
        ago: days(1.2),
        from: mother,
        text: 'Dear Ann,\n\nwill you come on Sunday? There is apple cake, and your father has found the slides of the summer of 1988.\n\nLove\nMum',
      },
      { ago: days(1.1), from: ann, text: 'Of course. I bring Ben, and cream.' },
      { ago: hours(8), from: mother, text: 'Bring an umbrella too, they say.' },
    ],
  },
  {
    key: 'bikes',
    subject: 'Bicycle tour in May',
    people: [tom, ben, dev],
    unreadSince: days(1),
    turns: [
      { ago: days(6), from: tom, text: 'Along the river, three days, 60 km a day. Who comes?' },
      { ago: days(5.9), from: dev, text: 'Me, if there are hills only downwards.' },
      { ago: days(5.5), from: ben, text: 'I come. Rivers run downwards, Dev.' },
      {
        ago: hours(22),
        from: tom,
        text: 'Booked for the 14th. Bring rain clothes; the river has ideas of its own.',
      },
    ],
  },
  {
    key: 'invoice',
    subject: 'Invoice 2041',
    folder: 'Receipts',
    people: [clara, ben],
    turns: [
      {
        ago: days(12),
        from: clara,
        text: 'Dear Ben,\n\nattached is the invoice for the survey.\n\nClara Novák',
        files: [
          {
            name: 'invoice-2041.pdf',
            type: 'application/pdf',
            content: pdf('Invoice 2041', [
              'Survey of Mill Lane 4',
              'Amount: 420.00',
              'Payable within 14 days',
            ]),
          },
        ],
      },
      { ago: days(11), from: ben, text: 'Paid today. Thank you!' },
    ],
  },
  {
    key: 'book',
    subject: 'The book you lent me',
    people: [ann, ben],
    turns: [
      { ago: days(15), from: ann, text: 'I finished it in two nights. Who reads it next?' },
      { ago: days(14.9), from: ben, text: 'Mia asked for it. I bring it to her on Monday.' },
    ],
  },
  {
    key: 'keys',
    subject: 'Keys',
    people: [ben, ann],
    turns: [
      { ago: days(20), from: ben, text: 'The spare keys are with the neighbour at number 6 (ring twice).' },
      { ago: days(19.9), from: ann, text: 'Ringing twice. Thanks.' },
    ],
  },
  {
    key: 'review',
    subject: 'Draft of the help pages',
    folder: 'Projects/Brightworks',
    people: [ann, mia],
    turns: [
      {
        ago: days(10),
        from: ann,
        text: 'Mia, could you read the first three pages? I am not sure about the second.',
      },
      {
        ago: days(9.5),
        from: mia,
        text: 'Read them. The second needs a picture and half the words; the others are good.',
      },
      { ago: days(9.4), from: ann, text: 'Half the words. Understood.' },
    ],
  },
  {
    key: 'garden',
    subject: 'Garden on Saturday',
    folder: 'Archive',
    people: [mother, ben, ann],
    turns: [
      { ago: days(30), from: mother, text: 'Who helps with the hedge on Saturday? There will be soup.' },
      { ago: days(29.9), from: ben, text: 'For the soup: always.' },
      { ago: days(29.8), from: ann, text: 'I bring the long ladder.' },
    ],
  },
];

/** All conversations. */
export const EXCHANGES: Exchange[] = [house, ...others];
