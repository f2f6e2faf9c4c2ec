// HTML mail to many: newsletters with remote images and a tracking pixel, receipts, notices, a mailing list.
import { days, hours, type Letter, type Who } from './compose';
import { pdf } from './files';

const who = (name: string, address: string): Who => ({ name, address });
const picture = (id: number, width: number, height: number) =>
  `https://picsum.photos/id/${id}/${width}/${height}`;

/** The tables-in-tables that real newsletters are made of. */
function page(brand: string, colour: string, blocks: string[], site: string): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><style>
    body{margin:0;background:#f2f2f2} .wrap{background:#fff} h1{font:700 26px/1.3 Georgia,serif;margin:0}
    p{font:16px/1.5 Arial,sans-serif;color:#333} .button{background:${colour};color:#fff;padding:12px 22px;border-radius:4px;text-decoration:none}
    @media (max-width:600px){.wrap{width:100%!important}}
  </style></head><body>
  <table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
  <table class="wrap" width="600" cellpadding="24" cellspacing="0">
  <tr><td style="background:${colour};color:#fff;font:700 20px Arial,sans-serif">${brand}</td></tr>
  ${blocks.map((block) => `<tr><td>${block}</td></tr>`).join('\n')}
  <tr><td style="font:12px Arial,sans-serif;color:#777">You get this mail because you subscribed.
  <a href="https://${site}/unsubscribe">Unsubscribe</a>
  <img src="https://track.${site}/open.gif?u=demo" width="1" height="1" alt=""></td></tr>
  </table></td></tr></table></body></html>`;
}

const unsubscribe = (site: string, list: string) => ({
  'List-Id': `${list} <${list.toLowerCase().replaceAll(' ', '-')}.${site}>`,
  'List-Unsubscribe': `<https://${site}/unsubscribe>, <mailto:unsubscribe@${site}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  Precedence: 'bulk',
});

/** Newsletters and notices to one person. */
export function newsletters(me: Who): Letter[] {
  return [
    {
      ago: hours(2),
      from: who('Trail & Summit', 'hello@trail-summit.example'),
      to: [me],
      subject: 'Five walks for the first warm weekend',
      text: 'Five walks for the first warm weekend: https://trail-summit.example/walks',
      html: page(
        'Trail &amp; Summit',
        '#2f6f4f',
        [
          `<img src="${picture(1015, 552, 260)}" width="552" height="260" alt="A river between mountains" style="max-width:100%">`,
          '<h1>Five walks for the first warm weekend</h1><p>Snow has left the lower paths. These five are dry, open and quiet.</p>',
          '<p><a class="button" href="https://trail-summit.example/walks">See the walks</a></p>',
          `<img src="${picture(1036, 270, 180)}" width="270" height="180" alt="Snowy peak"> <img src="${picture(1043, 270, 180)}" width="270" height="180" alt="Lake">`,
        ],
        'trail-summit.example',
      ),
      headers: unsubscribe('trail-summit.example', 'Trail News'),
    },
    {
      ago: hours(28),
      from: who('The Weekly Page', 'letters@weekly-page.example'),
      to: [me],
      subject: 'This week: small libraries, long bridges',
      text: 'Small libraries, long bridges, and a recipe.',
      html: page(
        'The Weekly Page',
        '#7a2f3d',
        [
          '<h1>Small libraries, long bridges</h1><p>In a village of ninety people stands a library of nine thousand books.</p>',
          `<img src="${picture(24, 552, 300)}" width="552" height="300" alt="An open book" style="max-width:100%">`,
          '<blockquote><p><i>“We lend to anyone who promises to come back.”</i></p></blockquote>',
          '<ul><li><a href="https://weekly-page.example/bridges">The longest wooden bridge</a></li><li><a href="https://weekly-page.example/soup">Soup of seven roots</a></li></ul>',
        ],
        'weekly-page.example',
      ),
      headers: unsubscribe('weekly-page.example', 'Weekly Page'),
    },
    {
      ago: hours(7),
      from: who('Northern Rail', 'tickets@northern-rail.example'),
      to: [me],
      subject: 'Your ticket: Leeds to York, Saturday 9:12',
      text: 'Coach C, seat 41. Show the attached ticket on your screen.',
      html: '<p>Coach <b>C</b>, seat <b>41</b>. Show the attached ticket on your screen.</p><table border="1" cellpadding="6"><tr><th>From</th><th>To</th><th>Leaves</th></tr><tr><td>Leeds</td><td>York</td><td>9:12</td></tr></table>',
      files: [
        {
          name: 'ticket.pdf',
          type: 'application/pdf',
          content: pdf('Ticket', [
            `Passenger: ${me.name}`,
            'Leeds - York, Saturday 9:12',
            'Coach C, seat 41',
          ]),
        },
      ],
    },
    {
      ago: days(3.1),
      from: who('Corner Bakery', 'orders@corner-bakery.example'),
      to: [me],
      subject: 'Receipt: two loaves, one cake',
      text: 'Rye loaf 2 x 4.20\nApple cake 18.00\nTotal 26.40',
      html: '<p>Thank you!</p><table cellpadding="6"><tr><td>Rye loaf</td><td>2 × 4.20</td></tr><tr><td>Apple cake</td><td>18.00</td></tr><tr><td><b>Total</b></td><td><b>26.40</b></td></tr></table>',
      flags: ['\\Seen'],
    },
    {
      ago: hours(14),
      from: who('Build Server', 'ci@brightworks.example'),
      to: [me],
      subject: '[brightworks/site] Build 1184 failed: 1 of 412 tests',
      text: 'FAIL  checkout/total.test.ts\n  expected 26.40\n  received 26.4\n\n411 passed, 1 failed (2 min 14 s)\nhttps://ci.brightworks.example/builds/1184\n',
      headers: { 'Auto-Submitted': 'auto-generated' },
    },
    {
      ago: days(1.8),
      from: who('City Library', 'notices@city-library.example'),
      to: [me],
      subject: 'Two books are due on Friday',
      text: 'The Salt Path\nA History of Post Offices\n\nRenew: https://city-library.example/renew',
      flags: ['\\Seen'],
    },
    ...mailingList(me),
  ];
}

/** A discussion list: replies go to the list, subjects carry its tag. */
function mailingList(me: Who): Letter[] {
  const list = who('Open Maps discussion', 'discuss@lists.openmaps.example');
  const headers = {
    'List-Id': 'Open Maps discussion <discuss.lists.openmaps.example>',
    'List-Post': '<mailto:discuss@lists.openmaps.example>',
    'List-Archive': '<https://lists.openmaps.example/archive/discuss>',
    'List-Unsubscribe': '<mailto:discuss-leave@lists.openmaps.example>',
    Precedence: 'list',
  };
  const first = `<footpaths-1.${me.address}@lists.openmaps.example>`;
  return [
    {
      ago: days(2.5),
      id: first,
      from: who('Rafael Ortiz', 'rafael@ortiz.example'),
      to: [list],
      subject: '[discuss] Tagging footpaths that flood',
      text: `Hello list,\n\nseveral paths here are under water from January to March. Is there a tag for that?\n\nRafael\n_______________________________________________\ndiscuss mailing list (you are subscribed as ${me.address})\n`,
      headers,
      flags: ['\\Seen'],
    },
    {
      ago: days(2.3),
      from: who('Hanna Weiss', 'hanna@weiss.example'),
      to: [list],
      cc: [who('Rafael Ortiz', 'rafael@ortiz.example')],
      subject: 'Re: [discuss] Tagging footpaths that flood',
      text: 'On Monday, Rafael Ortiz wrote:\n> several paths here are under water from January to March.\n> Is there a tag for that?\n\nseasonal=yes with flood_prone=yes has been used some 4,000 times.\n\nHanna\n',
      headers,
      inReplyTo: first,
      references: [first],
    },
  ];
}
