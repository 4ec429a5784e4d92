import type { board as english } from './en-board'
import type { Texts } from './texts'

export const board: Texts<typeof english> = {
  view: 'Vista',
  list: 'Lista',
  board: 'Tablero',
  text: 'Lo que hay que hacer. Arrastra una tarea para decir que está hecha o quién la hace.',
  by: 'Columnas',
  byDue: 'Por plazo',
  byPerson: 'Por persona',
  today: 'Hoy',
  later: 'Más adelante o sin fecha',
  lately: 'Hechas hace poco',
  latelyText: 'En los últimos {{days}} días.',
  allDone: 'Todo lo hecho',
  nothing: 'Nada aquí',
  keys: 'Con el teclado: Espacio en el asa de una tarea la toma, las flechas la llevan a otra columna, Espacio la suelta, Escape la deja donde estaba.',
  grip: 'Llevar «{{title}}» a otra columna',
  menu: 'Mover «{{title}}» a …',
  toDone: 'Hecha',
  toOpen: 'Pendiente otra vez',
  giveTo: 'Dársela a',
  say: {
    grabbed: 'Tomada: {{title}}, de «{{column}}». Las flechas la mueven, Espacio la suelta, Escape la deja.',
    over: '«{{column}}»',
    left: 'Se queda como estaba.',
  },
  stays: {
    due: '«{{title}}» sigue en «{{home}}»: lo dice su plazo. Cambia el plazo en su tarjeta.',
    gone: '{{name}} ya no trabaja aquí, y no se le puede dar nada.',
  },
  moved: {
    done: 'Hecha: «{{title}}».',
    open: 'Pendiente otra vez: «{{title}}».',
    nobody: '«{{title}}» ya no es para nadie en particular.',
    given: '«{{title}}» es ahora para {{name}}.',
  },
  refused: '«{{title}}» vuelve a donde estaba. {{detail}}',
  more: 'Mostrar anteriores',
  undo: 'Deshacer',
  failed: 'No se han podido cargar las tareas. Vuelve a cargar la página.',
}
