// Who writes in the demo. All domains are reserved for examples (RFC 2606); nobody real gets mail.
import type { Account } from '../types';
import type { Who } from './compose';

/** The two people who can sign in. */
export const ANN: Account = { name: 'Ann Baker', address: 'ann@demo.test', password: 'ann-demo' };
export const BEN: Account = { name: 'Ben Carter', address: 'ben@demo.test', password: 'ben-demo' };

const who = (name: string, address: string): Who => ({ name, address });

export const ann = who(ANN.name, ANN.address);
export const ben = who(BEN.name, BEN.address);
export const clara = who('Clara Novák', 'clara@studio-novak.example');
export const dev = who('Dev Patel', 'dev.patel@brightworks.example');
export const mia = who('Mia Lindqvist', 'mia@brightworks.example');
export const tom = who('Tom O’Brien', 'tom.obrien@brightworks.example');
export const mother = who('Margaret Baker', 'margaret.baker@home.example');
export const li = who('李明', 'li.ming@beihai-tea.example');
export const yuki = who('田中 由紀', 'yuki.tanaka@sakura-travel.example');
export const omar = who('عمر الخطيب', 'omar@qalam.example');
export const noa = who('נועה לוי', 'noa.levi@gan.example');
export const irina = who('Ирина Соколова', 'irina@volga-books.example');
export const eleni = who('Ελένη Παππά', 'eleni@aegina.example');
export const priya = who('प्रिया शर्मा', 'priya.sharma@jaipur-prints.example');
