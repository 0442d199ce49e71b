// SPDX-License-Identifier: Apache-2.0
/*
 * Names that go over tile edges must come out the same in both tiles though each is painted alone.
 * A greedy placement cannot do that: each accepted name changes the chances of its neighbours, and
 * so on across the map. Here the rule is local instead: a name loses to any better one it would
 * touch, placed or not. A few names fewer than greedy, no seams ever.
 */
#include "desk/map/tw-tile-labels.h"

#include <math.h>
#include <string.h>

#define CELL_PX 128
#define BEND_RADIANS 0.21 /* 12 degrees */

typedef struct {
  double x[4], y[4];
} Quad;

static void
quad_init (Quad *quad, const TwLabelCandidate *label, double padding)
{
  double c = cos (label->angle), s = sin (label->angle);
  double w = label->width / 2 + padding, h = label->height / 2 + padding;
  static const int sx[4] = { -1, 1, 1, -1 }, sy[4] = { -1, -1, 1, 1 };

  for (int i = 0; i < 4; i++)
    {
      quad->x[i] = label->x + sx[i] * w * c - sy[i] * h * s;
      quad->y[i] = label->y + sx[i] * w * s + sy[i] * h * c;
    }
}

/* TRUE when the axis (ux, uy) has all of @a on one side of all of @b. */
static gboolean
separates (const Quad *a, const Quad *b, double ux, double uy)
{
  double a0 = INFINITY, a1 = -INFINITY, b0 = INFINITY, b1 = -INFINITY;

  for (int i = 0; i < 4; i++)
    {
      double pa = a->x[i] * ux + a->y[i] * uy, pb = b->x[i] * ux + b->y[i] * uy;

      a0 = MIN (a0, pa);
      a1 = MAX (a1, pa);
      b0 = MIN (b0, pb);
      b1 = MAX (b1, pb);
    }
  return a1 < b0 || b1 < a0;
}

gboolean
tw_tile_labels_overlap (const TwLabelCandidate *a, const TwLabelCandidate *b, double padding_px)
{
  Quad qa, qb;
  double angles[2] = { a->angle, b->angle };

  quad_init (&qa, a, padding_px);
  quad_init (&qb, b, 0);
  for (int i = 0; i < 2; i++)
    if (separates (&qa, &qb, cos (angles[i]), sin (angles[i]))
        || separates (&qa, &qb, -sin (angles[i]), cos (angles[i])))
      return FALSE;
  return TRUE;
}

/* A total order that does not depend on where in the array a candidate stands. */
static gboolean
beats (const TwLabelCandidate *a, const TwLabelCandidate *b)
{
  int order;

  if (a->priority != b->priority)
    return a->priority > b->priority;
  order = strcmp (a->text, b->text);
  if (order != 0)
    return order < 0;
  return a->x != b->x ? a->x < b->x : a->y < b->y;
}

static gboolean
loses_to (const TwLabelCandidate *a, const TwLabelCandidate *b, double padding_px, double repeat_px)
{
  if (!beats (b, a))
    return FALSE;
  if (a->repeats && b->repeats && strcmp (a->text, b->text) == 0
      && hypot (a->x - b->x, a->y - b->y) < repeat_px)
    return TRUE;
  return tw_tile_labels_overlap (a, b, padding_px);
}

static gint64
cell_key (int col, int row)
{
  return (gint64) ((guint64) (guint32) col << 32 | (guint32) row);
}

/* Buckets candidates by the cell of their middle. Values: GArray of guint. */
static GHashTable *
build_grid (const TwLabelCandidate *candidates, guint n, gint64 *keys, double *ret_reach)
{
  GHashTable *grid =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_array_unref);

  *ret_reach = 0;
  for (guint i = 0; i < n; i++)
    {
      GArray *cell;

      keys[i] = cell_key ((int) floor (candidates[i].x / CELL_PX),
                          (int) floor (candidates[i].y / CELL_PX));
      *ret_reach = MAX (*ret_reach, hypot (candidates[i].width, candidates[i].height));
      cell = g_hash_table_lookup (grid, &keys[i]);
      if (cell == NULL)
        {
          cell = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (grid, &keys[i], cell);
        }
      g_array_append_val (cell, i);
    }
  return grid;
}

static gboolean
stands (const TwLabelCandidate *candidates, guint i, GHashTable *grid, double reach, double padding,
        double repeat)
{
  const TwLabelCandidate *me = &candidates[i];
  double r = MAX (reach + padding, me->repeats ? repeat : 0);

  for (int col = (int) floor ((me->x - r) / CELL_PX); col <= (int) floor ((me->x + r) / CELL_PX);
       col++)
    for (int row = (int) floor ((me->y - r) / CELL_PX); row <= (int) floor ((me->y + r) / CELL_PX);
         row++)
      {
        gint64 key = cell_key (col, row);
        GArray *cell = g_hash_table_lookup (grid, &key);

        for (guint k = 0; cell != NULL && k < cell->len; k++)
          {
            guint j = g_array_index (cell, guint, k);

            if (j != i && loses_to (me, &candidates[j], padding, repeat))
              return FALSE;
          }
      }
  return TRUE;
}

void
tw_tile_labels_place (const TwLabelCandidate *candidates, guint n, double padding_px,
                      double repeat_px, gboolean *ret_stands)
{
  g_autofree gint64 *keys = g_new (gint64, MAX (n, 1));
  double reach;
  g_autoptr (GHashTable) grid = build_grid (candidates, n, keys, &reach);

  for (guint i = 0; i < n; i++)
    ret_stands[i] = stands (candidates, i, grid, reach, padding_px, repeat_px);
}

static double
upright (double angle)
{
  while (angle > G_PI / 2)
    angle -= G_PI;
  while (angle <= -G_PI / 2)
    angle += G_PI;
  return angle;
}

static void
add_run (GArray *runs, const TwPixel *from, const TwPixel *to, double width_px, double every_px)
{
  double length = hypot (to->x - from->x, to->y - from->y);
  int n = MAX (1, (int) floor (length / every_px));

  if (length < 0.7 * width_px)
    return;
  for (int i = 0; i < n; i++)
    {
      double t = (i + 0.5) / n;
      TwLabelRun run = { from->x + t * (to->x - from->x), from->y + t * (to->y - from->y),
                         upright (atan2 (to->y - from->y, to->x - from->x)), length };

      g_array_append_val (runs, run);
    }
}

GArray *
tw_tile_labels_find_runs (const TwPixel *line, guint n, double width_px, double every_px)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (TwLabelRun));
  guint start = 0;

  for (guint i = 1; i < n; i++)
    {
      double chord = atan2 (line[i].y - line[start].y, line[i].x - line[start].x), turn;

      if (i + 1 < n)
        {
          turn = atan2 (line[i + 1].y - line[i].y, line[i + 1].x - line[i].x) - chord;
          if (fabs (remainder (turn, 2 * G_PI)) < BEND_RADIANS)
            continue;
        }
      add_run (runs, &line[start], &line[i], width_px, every_px);
      start = i;
    }
  return runs;
}
