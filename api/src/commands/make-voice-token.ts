import { judgeDocumentAction } from '@hamnevis/core/access/rules';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Settings } from '@hamnevis/core/settings/settings';
import type { FoundDocument } from '@hamnevis/db/queries/documents';
import { AccessToken, RoomConfiguration, TrackSource } from 'livekit-server-sdk';

const LIFE_SECONDS = 600;

export interface VoiceToken {
  url: string;
  token: string;
  room: string;
  expiresInSeconds: number;
  canPublish: boolean;
}

/** The room of a document. Bound to its organization, so that no id of another tenant's can ever name it. */
export function roomOf(document: { id: string; organizationId: string }): string {
  return `${document.organizationId}.${document.id}`;
}

/**
 * A LiveKit token for the document's room, whose grants follow the role: everybody listens, writers and above speak
 * by microphone. The server itself keeps to them. Throws `not-configured` without a LiveKit server.
 */
export async function makeVoiceToken(
  settings: Settings,
  found: FoundDocument,
  person: { id: string; name: string; color: string },
): Promise<VoiceToken> {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = settings;
  if (!url || !key || !secret) {
    throw new Problem('not-configured', {
      missing: ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'],
    });
  }
  const { document, role } = found;
  const room = roomOf(document);
  const canPublish = judgeDocumentAction(role, 'speak', { status: document.status }).allowed;
  const token = new AccessToken(key, secret, {
    identity: person.id,
    name: person.name,
    ttl: LIFE_SECONDS,
    attributes: { color: person.color, role },
  });
  token.addGrant({
    roomJoin: true,
    room,
    canSubscribe: true,
    canPublish,
    canPublishSources: canPublish ? [TrackSource.MICROPHONE] : [],
    // For raising a hand, which everybody may.
    canPublishData: true,
    canUpdateOwnMetadata: false,
  });
  token.roomConfig = new RoomConfiguration({
    name: room,
    emptyTimeout: settings.LIVEKIT_ROOM_EMPTY_TIMEOUT,
    maxParticipants: settings.LIVEKIT_ROOM_MAX_PARTICIPANTS,
  });
  return { url, token: await token.toJwt(), room, expiresInSeconds: LIFE_SECONDS, canPublish };
}
