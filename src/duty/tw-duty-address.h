/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

G_BEGIN_DECLS

/*
 * The address tree: community / building / unit / floor / room / asset (F37). A place's parent is
 * the node above it; an asset hangs on any place. All calls block for some ms; any thread but the
 * main one for long lists.
 */

/**
 * What stands below @parent_id (NULL: the communities): places by code, then assets by code.
 * GPtrArray of TwDoc.
 */
GPtrArray *tw_duty_list_address (TwDuty *self, const char *parent_id, GError **error);

/**
 * The document with this id, 3D address code or tag UID. TW_STORE_ERROR_NOT_FOUND names what was
 * asked.
 */
TwDoc *tw_duty_find_address (TwDuty *self, const char *what, GError **error);

/** "春熙社区 / 12栋 / 2单元 / 3层 / 302": names from the community down to the document. Transfer
 * full. */
char *tw_duty_dup_address_path (TwDuty *self, TwDoc *doc, GError **error);

typedef struct {
  char *from, *to;           /* place ids; from NULL for the first */
  char *from_code, *to_code; /* address codes before and after */
  char *why;
  gint64 at_us;
} TwAssetMove;

void tw_asset_move_free (TwAssetMove *move);

/**
 * Moves an asset to another place: it gets the place's community, position and height and the next
 * free number there in its code; a move document keeps where it was. One step of undo. Refused
 * (TW_DUTY_ERROR_REFUSED) when it is there already.
 */
gboolean tw_duty_move_asset (TwDuty *self, const char *asset_id, const char *to_place_id,
                             const char *why, GError **error);
/** Where an asset has been, newest first. GPtrArray of TwAssetMove. */
GPtrArray *tw_duty_list_moves (TwDuty *self, const char *asset_id, GError **error);

G_END_DECLS
