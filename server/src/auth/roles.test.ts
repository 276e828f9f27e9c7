import { describe, expect, it } from 'vitest';
import { roleOf } from './roles.ts';

const roleWith = (claim: string, claims: object, customers: readonly string[] | null = null) =>
  roleOf(claims, { claim, staff: ['desk', 'admin', '7', 'true'], customers });

describe('the role in a token', () => {
  it.each([
    ['groups', { groups: ['people', 'desk'] }],
    ['groups', { groups: 'admin' }],
    ['groups', { groups: [7] }],
    ['is_staff', { is_staff: true }],
    ['realm_access.roles', { realm_access: { roles: ['offline_access', 'desk'] } }],
    ['resource_access.our.client.roles', { resource_access: { 'our.client': { roles: ['admin'] } } }],
    ['https://example.com/roles', { 'https://example.com/roles': ['desk'] }],
    ['a.b', { 'a.b': 'desk', a: { b: 'people' } }],
    ['a.b.c', { a: 'no object', 'a.b': { c: 'desk' } }],
  ])('is staff by %s in %j', (claim, claims) => {
    expect(roleWith(claim, claims)).toBe('staff');
  });

  it.each([
    ['groups', {}],
    ['groups', { groups: ['people', 'not desk', 'desk,admin', 'desk admin', ' desk', 'Desk'] }],
    ['groups', { groups: [['desk'], { desk: true }, null] }],
    ['groups', { groups: { desk: true } }],
    ['groups', { groups: null }],
    ['groups.0', { groups: ['desk'] }],
    ['is_staff', { is_staff: false }],
    ['constructor.name', {}],
    ['__proto__.role', {}],
    ['realm_access.roles', { realm_access: null }],
  ])('is customer, and never staff, by %s in %j', (claim, claims) => {
    expect(roleWith(claim, claims)).toBe('customer');
    expect(roleWith(claim, claims, ['guests']), 'where customers are named, too').toBeNull();
  });

  it('is customer for who has one of the values of customers', () => {
    expect(roleWith('groups', { groups: ['x', 'members'] }, ['members'])).toBe('customer');
    expect(roleWith('groups', { groups: ['members', 'desk'] }, ['members'])).toBe('staff');
  });
});
