// Short words that are in nearly every text: as beginnings they would have all mail looked through.

const WORDS = new Set(
  `the and for you are was not but all can has had her his our out any did its let may one two who how why with this that from have your
  will they them been were what when then than there here just also only very more some into over
  der die das den dem des und ein eine einen einem einer ist sind war mit von vom zum zur auf aus bei für im ich sie wir ihr uns nicht auch
  wie wenn dass oder aber nur noch
  les des une est pas que qui pour dans avec sur par vous nous mais plus cette
  los las del con por para una uno que como más pero este esta
  gli che non per con una della del nel sono
  het een van dat die met voor niet zijn ook
  não com uma dos das mais
  och att det som för inte med till
  как что это для при или его она они`.split(/\s+/u),
);

/** Of English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish and Russian. */
export const isFunctionWord = (word: string): boolean => WORDS.has(word.toLowerCase());
