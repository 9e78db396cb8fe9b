import { freeUsername, usernameStem } from './username.js';

const named = (givenName: string | null, familyName: string | null, email: string | null = null) =>
  usernameStem({ givenName, familyName, email });

describe('generated user names', () => {
  it('come from the names, spelled in ASCII', () => {
    expect(named('Jörg', 'Müller-Weiß')).toBe('joerg.mueller-weiss');
    expect(named('José', 'da Silva')).toBe('jose.da.silva');
  });

  it('come from the e-mail when there is no usable name', () => {
    expect(named(null, null, 'Anna.Smith@uni.example')).toBe('anna.smith');
    expect(named('李', null, 'li@uni.example')).toBe('userli');
    expect(named(null, null)).toBe('user');
  });

  it('leave room for a number and always fit', () => {
    expect(named('a'.repeat(200), 'b')).toHaveLength(44);
    expect(freeUsername('anna', [])).toBe('anna');
    expect(freeUsername('anna', ['anna', 'anna2', 'annabel'])).toBe('anna3');
  });
});
