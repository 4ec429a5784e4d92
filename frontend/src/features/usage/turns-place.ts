/** Where on the page turns are listed, as links into it name it. */
export const TURNS = 'turns'
