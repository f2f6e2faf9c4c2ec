// Mail in several scripts: Chinese, Japanese, Arabic, Hebrew, Cyrillic, Greek, Devanagari, emoji.
import { days, hours, type Letter, type Who } from './compose';
import { eleni, irina, li, noa, omar, priya, yuki } from './people';

/** Letters from around the world to one person. */
export function worldLetters(me: Who): Letter[] {
  return [
    {
      ago: hours(3),
      from: li,
      to: [me],
      subject: '新茶到了：今年的龙井',
      text: '您好！\n\n今年的新茶已经到了。附上价目表，如有需要请回复此邮件。\n\n祝好\n李明',
      html: '<p>您好！</p><p>今年的<b>新茶</b>已经到了。如有需要请回复此邮件。</p><p>祝好<br>李明</p>',
      files: [{ name: '价目表.csv', type: 'text/csv', content: '品名,价格\r\n龙井,88\r\n碧螺春,76\r\n' }],
    },
    {
      ago: hours(11),
      from: omar,
      to: [me],
      subject: 'دعوة إلى معرض الخط العربي',
      text: 'مرحبا،\n\nيسعدنا دعوتكم إلى افتتاح معرض الخط العربي يوم الخميس في الساعة 18:00.\n\nمع أطيب التحيات\nعمر الخطيب',
      html: '<div dir="rtl"><p>مرحبا،</p><p>يسعدنا دعوتكم إلى افتتاح <b>معرض الخط العربي</b> يوم الخميس في الساعة 18:00.</p><p>مع أطيب التحيات<br>عمر الخطيب</p></div>',
    },
    {
      ago: days(1.5),
      from: noa,
      to: [me],
      subject: 'תמונות מהגן (photos) ושאלה אחת',
      text: 'שלום,\n\nהנה התמונות מהגן. האם תוכלו להגיע ביום שלישי בשעה 10:30?\n\nתודה,\nנועה',
      flags: ['\\Seen'],
    },
    {
      ago: days(2.2),
      from: irina,
      to: [me],
      subject: 'Ваш заказ № 5817 отправлен',
      text: 'Здравствуйте!\n\nВаш заказ отправлен сегодня. Номер отправления: RA123456785.\n\nС уважением,\nИрина Соколова',
      flags: ['\\Seen'],
    },
    {
      ago: days(3.3),
      from: eleni,
      to: [me],
      subject: 'Καλοκαίρι στην Αίγινα 🌊',
      text: 'Αγαπητοί φίλοι,\n\nτο σπίτι είναι ελεύθερο από τις 3 Ιουλίου. Σας περιμένουμε!\n\nΕλένη',
      flags: ['\\Seen'],
    },
    {
      ago: days(4.4),
      from: yuki,
      to: [me],
      subject: '旅行日程のご確認',
      text: 'いつもお世話になっております。\n\n京都の旅行日程をお送りします。ご確認ください。\n\n田中 由紀',
      flags: ['\\Seen'],
    },
    {
      ago: days(5.6),
      from: priya,
      to: [me],
      subject: 'नए प्रिंट तैयार हैं 🎨',
      text: 'नमस्ते,\n\nआपके चुने हुए प्रिंट तैयार हैं।\n\nधन्यवाद\nप्रिया',
      flags: ['\\Seen'],
    },
    {
      ago: days(6.6),
      from: { name: 'Sam 🦊', address: 'sam@fox.example' },
      to: [me],
      subject: '🎉🎉 It’s official 👩‍🚀🚀',
      text: 'I got the job! 👩🏽‍🚀\n\n1. pack 📦\n2. party 🥳\n3. launch 🚀\n\nSam',
      flags: ['\\Seen', '\\Answered'],
    },
  ];
}
