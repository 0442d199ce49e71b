/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A name that would like to stand on the map. Pixels are of the whole world at one zoom, so tiles
 * agree about them. */
typedef struct {
  const char *text; /* borrowed */
  double x, y;      /* middle */
  double width, height;
  double angle;     /* radians, (-pi/2, pi/2] */
  int priority;     /* higher wins */
  int style;        /* the painter's */
  gboolean repeats; /* a street: the same text needs to stand some way off */
} TwLabelCandidate;

/**
 * Marks which candidates may stand. A candidate stands unless one that beats it overlaps it (grown
 * by @padding_px) or, for those that repeat, bears the same text within @repeat_px. Whether the
 * winner stands itself does not matter: so the verdict depends only on what is near, and two tiles
 * that both see the neighbourhood of a name agree about it. @ret_stands has room for @n.
 */
void tw_tile_labels_place (const TwLabelCandidate *candidates, guint n, double padding_px,
                           double repeat_px, gboolean *ret_stands);
/** TRUE when the two rotated boxes, the first grown by @padding_px, share a point. */
gboolean tw_tile_labels_overlap (const TwLabelCandidate *a, const TwLabelCandidate *b,
                                 double padding_px);

typedef struct {
  double x, y;
} TwPixel;

typedef struct {
  double x, y, angle, length;
} TwLabelRun;

/**
 * Straight runs of a line that can carry a text of @width_px: stretches whose bends stay below some
 * degrees and that are at least 0.7 of the width long (streets go on beyond the ends of a way).
 * Long runs carry the text again and again. GArray of TwLabelRun.
 */
GArray *tw_tile_labels_find_runs (const TwPixel *line, guint n, double width_px, double every_px);

G_END_DECLS
