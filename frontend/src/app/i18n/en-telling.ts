/** What tells somebody of a notice. */
export const telling = {
  telling: {
    title: 'What tells you of a notice',
    text: 'Every notice stands behind the bell. Choose here what tells you of it besides. It holds for you alone, on all your devices.',
    failed: 'Your choice could not be loaded.',
    kind: 'Notices',
    channels: { in_app: 'In the app', push: 'By push' },
    kinds: {
      notice: { name: 'From colleagues', text: 'What somebody has you told, and changes of your shifts.' },
      task: { name: 'Tasks', text: 'Something to do was given to you.' },
      reminder: { name: 'Reminders', text: 'What you are to be reminded of.' },
      system: { name: 'From Steward', text: 'Your account, and who read your words.' },
    },
    of: '{{kind}}: {{channel}}',
    urgent: 'Urgent notices tell you both ways, whatever is switched off.',
    nowhere: 'No device of yours is switched on yet, so nothing is pushed.',
    quiet: 'Quiet hours for pushes',
    quietOn: 'Let pushes wait at certain hours',
    from: 'From',
    to: 'To',
    faults: { missing: 'Enter a time.', same: 'It must end at another time than it begins.' },
    waits: 'What comes meanwhile is pushed at {{to}}, on the clocks of {{zone}}, unless you have read it.',
    urgentBreaks: 'Urgent notices come through all the same.',
    urgentWaits: 'Urgent notices wait too, as your business has decided.',
    goesOn: 'A notice that wants an answer may go on to somebody else in that time.',
    saved: 'Saved. It holds from now on.',
  },
} as const
