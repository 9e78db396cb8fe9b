import type { ActorName } from '../actors.js';
import { MEMBERS, without } from '../circles.js';
import { type Expectation, forAccounts, list, OTHER_VERSION } from '../expectation.js';

const CLAIM: ActorName[] = ['organizationsManager', 'admin'];
const SCOPED: ActorName[] = ['organizationDeveloper', 'organizationManager'];
const SEE_ORGANIZATION: ActorName[] = [...MEMBERS, 'lecturerNextDoor', ...SCOPED, 'familyManager', ...CLAIM];

const CHANGE_ORGANIZATION: ActorName[] = [...SCOPED, ...CLAIM];
const MANAGE_ORGANIZATION: ActorName[] = ['organizationManager', ...CLAIM];
const MANAGE_FAMILY: ActorName[] = ['organizationManager', 'familyManager', ...CLAIM];
const SEE_ORGANIZATION_MEMBER: ActorName[] = ['organizationDeveloper', ...MANAGE_ORGANIZATION];

export const organizationExpectations: Record<string, Expectation> = {
  'GET /organizations': list('/organizations', 'organization', SEE_ORGANIZATION),
  'GET /organizations/{id}': { path: '/organizations/:organization', allowed: 200, may: SEE_ORGANIZATION },
  'POST /organizations': { path: '/organizations', body: {}, allowed: 400, may: CLAIM, others: 403 },
  'PATCH /organizations/{id}': {
    path: '/organizations/:organization',
    body: {},
    allowed: OTHER_VERSION,
    may: CHANGE_ORGANIZATION,
    sees: without(SEE_ORGANIZATION, CHANGE_ORGANIZATION),
  },
  'GET /course-families': list('/course-families', 'family', SEE_ORGANIZATION),
  'GET /course-families/{id}': { path: '/course-families/:family', allowed: 200, may: SEE_ORGANIZATION },
  'POST /course-families': {
    path: '/course-families',
    body: { organization_id: ':organization' },
    allowed: 400,
    may: MANAGE_ORGANIZATION,
    sees: without(SEE_ORGANIZATION, MANAGE_ORGANIZATION),
  },
  'PATCH /course-families/{id}': {
    path: '/course-families/:family',
    body: {},
    allowed: OTHER_VERSION,
    may: MANAGE_FAMILY,
    sees: without(SEE_ORGANIZATION, MANAGE_FAMILY),
  },
  'GET /organization-members': list('/organization-members', 'organizationMember', SEE_ORGANIZATION_MEMBER),
  'GET /organization-members/{id}': {
    path: '/organization-members/:organizationMember',
    allowed: 200,
    may: SEE_ORGANIZATION_MEMBER,
  },
  'POST /organization-members': {
    path: '/organization-members',
    body: { organization_id: ':organization' },
    allowed: 400,
    may: MANAGE_ORGANIZATION,
    sees: without(SEE_ORGANIZATION, MANAGE_ORGANIZATION),
  },
  'PATCH /organization-members/{id}': {
    path: '/organization-members/:organizationMember',
    body: {},
    allowed: OTHER_VERSION,
    may: MANAGE_ORGANIZATION,
    sees: ['organizationDeveloper'],
  },
  'DELETE /organization-members/{id}': {
    path: '/organization-members/:organizationMember',
    allowed: OTHER_VERSION,
    may: ['organizationManager', 'organizationDeveloper', 'admin'],
    sees: ['organizationsManager'],
  },
  'GET /course-family-members': list('/course-family-members', 'familyMember', MANAGE_FAMILY),
  'GET /course-family-members/{id}': {
    path: '/course-family-members/:familyMember',
    allowed: 200,
    may: MANAGE_FAMILY,
  },
  'POST /course-family-members': {
    path: '/course-family-members',
    body: { course_family_id: ':family' },
    allowed: 400,
    may: MANAGE_FAMILY,
    sees: without(SEE_ORGANIZATION, MANAGE_FAMILY),
  },
  'PATCH /course-family-members/{id}': {
    path: '/course-family-members/:familyMember',
    body: {},
    allowed: OTHER_VERSION,
    may: MANAGE_FAMILY,
  },
  'DELETE /course-family-members/{id}': {
    path: '/course-family-members/:familyMember',
    allowed: OTHER_VERSION,
    may: ['organizationManager', 'familyManager', 'admin'],
    sees: ['organizationsManager'],
  },
  'GET /organization-roles': forAccounts('/organization-roles'),
  'GET /organization-roles/{id}': forAccounts('/organization-roles/_owner'),
  'GET /course-family-roles': forAccounts('/course-family-roles'),
  'GET /course-family-roles/{id}': forAccounts('/course-family-roles/_owner'),
};
