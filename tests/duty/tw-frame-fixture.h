/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"

G_BEGIN_DECLS

/* A small street with what a frame is read from, told in JSON with single quotes. */

#define FRAME_MIDNIGHT                                                                             \
  G_GINT64_CONSTANT (1795536000000000) /* 2026-11-25T00:00+08:00, a Wednesday */
#define FRAME_HOURS(n) ((n) *TW_US_PER_HOUR)

typedef struct {
  char *dir;
  TwClock *clock;
  TwStore *store;
  TwStreet *street;
  TwOutlook *outlook;
} FrameWorld;

/** An empty store and the street of tw-duty-fixture.h, in @zone or in the default one. */
void frame_world_open (FrameWorld *world, const char *zone);
void frame_world_close (FrameWorld *world);
/** One person of each pool: ann, bob, cat, dan; the posts hall (west) and gate (east). */
void frame_world_fill (FrameWorld *world);
JsonObject *frame_world_parse (const char *text);
void frame_world_put (FrameWorld *world, const char *id, const char *text);
/** Windows from @from to @to minutes on all days. Transfer full. */
char *frame_world_every_day (int from, int to);
void frame_world_put_person (FrameWorld *world, const char *key, const char *pool, double hours,
                             const char *more);
/** Open from 8 to 20 and wanting one head, unless @more says otherwise. */
void frame_world_put_post (FrameWorld *world, const char *key, const char *more);
/** @stretches NULL: all of it at the hall. */
void frame_world_put_shift (FrameWorld *world, const char *key, const char *person, gint64 from_us,
                            int minutes, const char *stretches);
TwRotaFrame *frame_world_read_at (FrameWorld *world, gint64 from_us, int n_hours);
/** 72 hours from FRAME_MIDNIGHT. */
TwRotaFrame *frame_world_read (FrameWorld *world);
int frame_person_of (const TwRotaFrame *frame, const char *key);
/** -1: there is none. */
int frame_post_of (const TwRotaFrame *frame, const char *key);
gboolean frame_has_note (const TwRotaFrame *frame, const char *part);

G_END_DECLS
