import type { telling as en } from './en-telling'
import type { Texts } from './texts'

export const telling: Texts<typeof en> = {
  telling: {
    title: 'Qué te avisa',
    text: 'Todos los avisos están en la campana. Elige aquí qué más te avisa de ellos. Vale solo para ti, en todos tus dispositivos.',
    failed: 'No se pudo cargar lo que elegiste.',
    kind: 'Avisos',
    channels: { in_app: 'En la app', push: 'Por push' },
    kinds: {
      notice: { name: 'De compañeros', text: 'Lo que alguien quiere que sepas, y cambios de tus turnos.' },
      task: { name: 'Tareas', text: 'Te han dado algo que hacer.' },
      reminder: { name: 'Recordatorios', text: 'Lo que hay que recordarte.' },
      system: { name: 'De Steward', text: 'Tu cuenta, y quién ha leído tus palabras.' },
    },
    of: '{{kind}}: {{channel}}',
    urgent: 'Los avisos urgentes te llegan de las dos formas, esté lo que esté apagado.',
    nowhere: 'Todavía no hay ningún dispositivo tuyo activado, así que no se envía nada por push.',
    quiet: 'Horas de silencio para el push',
    quietOn: 'Dejar que el push espere a ciertas horas',
    from: 'Desde',
    to: 'Hasta',
    faults: { missing: 'Escribe una hora.', same: 'Tiene que terminar a otra hora que la del comienzo.' },
    waits: 'Lo que llegue mientras tanto se envía a las {{to}}, hora de {{zone}}, si no lo has leído.',
    urgentBreaks: 'Los avisos urgentes llegan de todos modos.',
    urgentWaits: 'Los avisos urgentes también esperan, como ha decidido tu negocio.',
    goesOn: 'Un aviso que espera respuesta puede pasar a otra persona en ese tiempo.',
    saved: 'Guardado. Vale desde ahora.',
  },
}
