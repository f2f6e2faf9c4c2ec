// What a server's refusal means, in one sentence: enhanced status codes (RFC 3463, RFC 5248, RFC 7372) first, then the plain code.

/** 'class.subject.detail' as RFC 3463 2 has it; null where the phrase does not begin with one. */
export function enhancedCode(text: string): string | null {
  return /^\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])/u.exec(text)?.[1] ?? null;
}

/** By subject and detail; the class says only whether it is for good. */
const BY_DETAIL: Record<string, string> = {
  '1.0': 'Something about the address is wrong.',
  '1.1': 'There is no such address. Check it for typing mistakes.',
  '1.2': 'The domain of the address does not exist or takes no mail. Check the part after the @.',
  '1.3': 'The address is not written correctly.',
  '1.4': 'The address fits more than one person there.',
  '1.6': 'The recipient has moved and left no new address.',
  '1.7': 'The server does not take mail from the sender’s address as it is written.',
  '1.8': 'The server does not know the domain of the sender.',
  '1.10': 'The domain of the address says that it takes no mail at all.',
  '2.0': 'Something about the recipient’s mailbox is wrong.',
  '2.1': 'The recipient’s mailbox is switched off and takes no mail.',
  '2.2': 'The recipient’s mailbox is full.',
  '2.3': 'The message is larger than the recipient’s mailbox allows.',
  '2.4': 'The mailing list could not be expanded.',
  '3.0': 'The receiving server has a problem of its own.',
  '3.1': 'The receiving server has no space left.',
  '3.2': 'The receiving server takes no messages just now.',
  '3.3': 'The receiving server lacks something that this message needs.',
  '3.4': 'The message is too large for the server.',
  '3.5': 'The receiving server is set up wrongly.',
  '4.0': 'Something is wrong with the network or the way to the recipient.',
  '4.1': 'The recipient’s server did not answer.',
  '4.2': 'The connection to the recipient’s server broke.',
  '4.3': 'The recipient’s domain could not be looked up.',
  '4.4': 'No way to the recipient’s server is known. Check the part after the @.',
  '4.5': 'The network on the way is overloaded.',
  '4.6': 'The message went round in circles between servers.',
  '4.7': 'The message was not delivered in the time that the server allows.',
  '5.0': 'The servers did not understand each other.',
  '5.1': 'The server did not understand a command.',
  '5.2': 'The server did not understand how a command was written.',
  '5.3': 'The message has more recipients than the server takes at once.',
  '5.4': 'The server did not accept a detail of a command.',
  '6.0': 'The server could not work with the content of the message.',
  '6.1': 'The server does not take this kind of content.',
  '6.2': 'The content would have to be converted, which the server may not do.',
  '6.3': 'The content would have to be converted, which the server cannot do.',
  '6.7': 'The address has letters beyond ASCII, which a server on the way cannot handle.',
  '6.8': 'A server on the way cannot handle text beyond ASCII in this place.',
  '7.0': 'The server refuses the message by its rules.',
  '7.1': 'The server does not let this sender write to this recipient.',
  '7.2': 'Only members may write to this mailing list.',
  '7.3': 'A conversion that security needs is not possible.',
  '7.4': 'The server lacks a security feature that the message needs.',
  '7.5': 'A cryptographic check failed.',
  '7.8': 'The server did not accept the user name and password. Check them in Settings, Accounts.',
  '7.9': 'The way of signing in is too weak for this account. An app password may be needed.',
  '7.10': 'The server did not allow this without encryption.',
  '7.11': 'The server requires an encrypted connection.',
  '7.12': 'A password has to be renewed first.',
  '7.13': 'The account is switched off.',
  '7.14': 'The server does not trust the one it was told to trust.',
  '7.15': 'The server handles only more urgent messages just now.',
  '7.16': 'The message is too large for its priority.',
  '7.17': 'The address belongs to somebody else now than when the message was written for.',
  '7.20': 'The message carries no valid DKIM signature, which the server requires.',
  '7.21': 'No acceptable DKIM signature was found.',
  '7.22': 'The DKIM signature is not of the sender’s domain.',
  '7.23': 'The sender’s domain does not allow the sending server (SPF).',
  '7.24': 'The sender’s SPF record could not be read.',
  '7.25': 'The sending server has no name in the DNS (reverse DNS).',
  '7.26': 'The message failed the sender domain’s checks (SPF, DKIM, DMARC).',
  '7.27': 'The sender’s domain says that it sends no mail.',
  '7.28': 'The server sees too much mail from here and takes less for a while.',
  '7.30': 'The server cannot promise TLS on the whole way.',
};

const BY_SUBJECT: Record<string, string> = {
  '1': 'Something about the address is wrong.',
  '2': 'Something about the recipient’s mailbox is wrong.',
  '3': 'The receiving server has a problem of its own.',
  '4': 'Something is wrong with the network or the way to the recipient.',
  '5': 'The servers did not understand each other.',
  '6': 'The server could not work with the content of the message.',
  '7': 'The server refuses the message by its rules.',
};

const BY_CODE: Record<number, string> = {
  421: 'The server is closing connections just now.',
  432: 'A password has to be renewed first.',
  450: 'The mailbox cannot be reached just now.',
  451: 'The server has a problem of its own just now.',
  452: 'The server or the mailbox has no space left just now.',
  454: 'The server cannot check the log-in just now.',
  455: 'The server cannot do what was asked just now.',
  500: 'The server did not understand a command.',
  501: 'The server did not understand how an address or a command was written.',
  502: 'The server does not know a command.',
  503: 'The server expected another command first.',
  521: 'This server takes no mail.',
  530: 'The server wants a log-in or encryption first.',
  534: 'The way of signing in is too weak for this account. An app password may be needed.',
  535: 'The server did not accept the user name and password. Check them in Settings, Accounts.',
  550: 'The server does not take mail for this address.',
  551: 'The recipient is not there any more.',
  552: 'The mailbox is full, or the message is too large for it.',
  553: 'The server does not accept an address as it is written.',
  554: 'The server refuses the message.',
  555: 'The server does not know an option of the sender or recipient.',
  556: 'The domain of the address takes no mail.',
};

/** Phrases that say more than their code does; servers use 550 and 554 for everything. */
const BY_PHRASE: [RegExp, string][] = [
  [
    /\b(user|recipient|mailbox|address)\b.{0,40}\b(unknown|not found|does ?n.t exist|not exist|no such)|no such (user|recipient|mailbox)|unknown (user|recipient)/iu,
    BY_DETAIL['1.1']!,
  ],
  [/quota|mailbox (is )?full|over quota|insufficient (disk|storage)/iu, BY_DETAIL['2.2']!],
  [/too (big|large)|size.{0,20}exceed|exceed.{0,20}size/iu, BY_DETAIL['3.4']!],
  [/greylist|grey.?list/iu, 'The server asks to wait a little before it takes mail from a new sender.'],
  [
    /black.?list|block.?list|dnsbl|rbl|spamhaus/iu,
    'The sending server is on a block list that the recipient’s server uses.',
  ],
  [/spam|unsolicited|junk/iu, 'The server takes the message for spam.'],
  [/virus|malware|infected/iu, 'The server found what it takes for harmful software in the message.'],
  [/relay/iu, 'The server does not pass on mail to this recipient from this account.'],
  [/too many|rate limit|throttl/iu, BY_DETAIL['7.28']!],
];

/** What `code` and `text` mean for the person, in one sentence; null where nothing is known. */
export function explainStatus(code: number | null, text: string): string | null {
  const [, subject, detail] = enhancedCode(text)?.split('.') ?? [];
  const isVague = detail === undefined || (detail === '0' && subject !== '3');
  const exact = BY_DETAIL[`${subject}.${detail}`];
  if (exact && !isVague && subject !== '7') return exact;
  const phrase = BY_PHRASE.find(([pattern]) => pattern.test(text))?.[1];
  if (phrase && (isVague || subject === '7')) return phrase;
  if (exact) return exact;
  if (subject && BY_SUBJECT[subject]) return BY_SUBJECT[subject];
  if (code === null) return null;
  if (BY_CODE[code]) return BY_CODE[code];
  return code >= 500 ? 'The server refuses this for good.' : 'The server cannot do this just now.';
}
