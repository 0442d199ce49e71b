/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"

G_BEGIN_DECLS

typedef enum {
  TW_CHANGE_ADDED,
  TW_CHANGE_REMOVED,
  TW_CHANGE_TIMES,  /* other hours, the same day */
  TW_CHANGE_POSTS,  /* the same hours, other posts */
  TW_CHANGE_PERSON, /* somebody else has the shift: one change for both people */
} TwChangeKind;

/** A difference between two rosters. */
typedef struct {
  TwChangeKind kind;
  TwShift *before, *after; /* or NULL */
  int day;                 /* of the frame */
} TwRotaChange;

void tw_rota_change_free (TwRotaChange *self);
/**
 * What turns @before into @after (arrays of TwShift of @frame): rows of the same work are no
 * change; others are matched by id, then by person and day. By time and person; exactly the rows
 * that differ. GPtrArray of TwRotaChange. Pure, any thread.
 */
GPtrArray *tw_rota_diff (const TwRotaFrame *frame, GPtrArray *before, GPtrArray *after);
/** "王秀兰 11-25 08:00-12:00 becomes 09:00-13:00", in the user's language. Transfer full. */
char *tw_rota_change_describe (const TwRotaFrame *frame, const TwRotaChange *change);

G_END_DECLS
