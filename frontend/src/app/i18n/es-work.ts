import type { work as english } from './en-work'
import { board } from './es-board'
import { reminders } from './es-reminders'
import { roster } from './es-roster'
import type { Texts } from './texts'

export const work: Texts<typeof english> = {
  ...roster,
  board,
  reminders,
  approvals: {
    title: 'Aprobaciones',
    text: 'Lo que el asistente ha preparado para ti y solo hace cuando estás de acuerdo.',
    empty: 'Nada espera tu decisión',
    emptyText: 'Cuando algo que has pedido necesite tu aprobación, su efecto exacto aparecerá aquí.',
    conversation: 'Abrir la conversación',
    failed: 'No se ha podido cargar lo que espera. Vuelve a cargar la página.',
  },
  logbook: {
    title: 'Registro',
    text: 'Lo que ha pasado. También puedes decírselo al asistente.',
    add: 'Nueva entrada',
    what: '¿Qué ha pasado?',
    category: 'De qué tipo (opcional)',
    example: 'entrega',
    when: 'Cuándo, si no es ahora ({{zone}})',
    submit: 'Anotarlo',
    filter: 'Qué entradas',
    onlyCategory: 'Solo de este tipo',
    by: 'Escrito por',
    anybody: 'Cualquiera',
    which: 'Tachadas',
    all: 'Todas las entradas',
    standing: 'Sin tachar',
    struck: 'Tachadas',
    bySteward: 'escrito por el asistente',
    struckBy: 'Tachado por {{name}}, {{time}}',
    strike: 'Tachar',
    strikeOf: 'Tachar «{{text}}»',
    reallyStrike: 'Tacharlo',
    keep: 'Dejarlo',
    erased: 'Borrado',
    empty: 'Todavía no hay nada anotado',
    noMatch: 'Ninguna entrada coincide',
    noMatchText: 'Un tipo se busca por su nombre completo. Vacía los campos de arriba para ver todas las entradas.',
    emptyText: 'Escribe arriba lo que ha pasado, o di «Anota que …» en una conversación.',
    failed: 'No se ha podido cargar el registro. Vuelve a cargar la página.',
  },
}
