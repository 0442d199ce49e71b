// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-map-shape.h"

#include <math.h>
#include <string.h>

TwMapShapeData *
tw_map_shape_new (void)
{
  TwMapShapeData *self = g_new0 (TwMapShapeData, 1);

  self->points = g_array_new (FALSE, FALSE, sizeof (TwPointE7));
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->outer = g_array_new (FALSE, FALSE, sizeof (gboolean));
  return self;
}

void
tw_map_shape_free (TwMapShapeData *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->points);
  g_array_unref (self->starts);
  g_array_unref (self->outer);
  g_free (self);
}

void
tw_map_shape_clear (TwMapShapeData *self)
{
  g_array_set_size (self->points, 0);
  g_array_set_size (self->starts, 0);
  g_array_set_size (self->outer, 0);
}

void
tw_map_shape_begin_part (TwMapShapeData *self, gboolean outer)
{
  gsize start = self->points->len;

  g_array_append_val (self->starts, start);
  g_array_append_val (self->outer, outer);
}

void
tw_map_shape_add_point (TwMapShapeData *self, TwPointE7 point)
{
  g_array_append_val (self->points, point);
}

static gboolean
points_equal (const TwPointE7 *a, const TwPointE7 *b)
{
  return a->lat_e7 == b->lat_e7 && a->lon_e7 == b->lon_e7;
}

/* Takes out points that repeat the one before. */
static void
drop_repeats (GArray *points, gsize start)
{
  TwPointE7 *at = (TwPointE7 *) points->data;
  gsize kept = start;

  for (gsize i = start; i < points->len; i++)
    if (kept == start || !points_equal (&at[kept - 1], &at[i]))
      at[kept++] = at[i];
  g_array_set_size (points, (guint) kept);
}

gboolean
tw_map_shape_end_part (TwMapShapeData *self, gboolean ring, guint min_points)
{
  gsize start = g_array_index (self->starts, gsize, self->starts->len - 1);
  const TwPointE7 *at;

  drop_repeats (self->points, start);
  at = (const TwPointE7 *) self->points->data;
  if (ring && self->points->len > start + 1
      && points_equal (&at[start], &at[self->points->len - 1]))
    g_array_set_size (self->points, self->points->len - 1);
  if (self->points->len - start >= min_points)
    return TRUE;
  g_array_set_size (self->points, (guint) start);
  g_array_set_size (self->starts, self->starts->len - 1);
  g_array_set_size (self->outer, self->outer->len - 1);
  return FALSE;
}

guint
tw_map_shape_n_parts (const TwMapShapeData *self)
{
  return self->starts->len;
}

const TwPointE7 *
tw_map_shape_part (const TwMapShapeData *self, guint part, gsize *ret_n)
{
  gsize from = g_array_index (self->starts, gsize, part);
  gsize to = part + 1 < self->starts->len ? g_array_index (self->starts, gsize, part + 1)
                                          : self->points->len;

  *ret_n = to - from;
  return (const TwPointE7 *) self->points->data + from;
}

guint
tw_map_shape_largest_part (const TwMapShapeData *self)
{
  double largest_m2 = -1;
  guint found = 0;

  for (guint p = 0; p < self->starts->len; p++)
    {
      gsize n;
      const TwPointE7 *ring = tw_map_shape_part (self, p, &n);
      double area_m2 =
          g_array_index (self->outer, gboolean, p) ? fabs (tw_polygon_area_m2 (ring, n)) : -1;

      if (area_m2 > largest_m2)
        {
          largest_m2 = area_m2;
          found = p;
        }
    }
  return found;
}

/* --- simpler rings --------------------------------------------------------------------------- */

typedef struct {
  gsize from, to;
} Span;

/* Distance of point i from the segment a-b in units of 1e-7 degree of latitude. */
static double
distance_e7 (const TwPointE7 *ring, gsize a, gsize b, gsize i, double lon_scale)
{
  double ax = ring[a].lon_e7 * lon_scale, ay = ring[a].lat_e7;
  double dx = ring[b].lon_e7 * lon_scale - ax, dy = ring[b].lat_e7 - ay;
  double px = ring[i].lon_e7 * lon_scale - ax, py = ring[i].lat_e7 - ay;
  double len2 = dx * dx + dy * dy;
  double t = len2 > 0 ? CLAMP ((px * dx + py * dy) / len2, 0, 1) : 0;

  return hypot (px - t * dx, py - t * dy);
}

/* Marks in @keep the points that stay; an explicit stack, since a bad ring would recurse too deep.
 */
static gsize
mark_kept (const TwPointE7 *ring, gsize n, double tolerance_e7, gboolean *keep)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Span));
  double lon_scale = cos (ring[0].lat_e7 / (double) TW_E7 * G_PI / 180);
  Span span = { 0, n - 1 };
  gsize n_kept = 2;

  keep[0] = keep[n - 1] = TRUE;
  g_array_append_val (stack, span);
  while (stack->len > 0)
    {
      double worst_e7 = tolerance_e7;
      gsize worst = 0;

      span = g_array_index (stack, Span, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      for (gsize i = span.from + 1; i < span.to; i++)
        {
          double d = distance_e7 (ring, span.from, span.to, i, lon_scale);

          if (d > worst_e7)
            {
              worst_e7 = d;
              worst = i;
            }
        }
      if (worst == 0)
        continue;
      keep[worst] = TRUE;
      n_kept++;
      g_array_append_val (stack, ((Span){ span.from, worst }));
      g_array_append_val (stack, ((Span){ worst, span.to }));
    }
  return n_kept;
}

GArray *
tw_map_ring_simplify (const TwPointE7 *ring, gsize n, gsize max_points)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (TwPointE7));
  g_autofree gboolean *keep = g_new (gboolean, MAX (n, 1));
  double tolerance_e7 = 0.5 / 0.0111; /* 1e-7 degree of latitude is 1.11 cm */

  for (gsize i = 0; i < n; i++)
    keep[i] = TRUE;
  for (gsize n_kept = n; n_kept > max_points && n > 2; tolerance_e7 *= 2)
    {
      memset (keep, 0, n * sizeof *keep);
      n_kept = mark_kept (ring, n, tolerance_e7, keep);
    }
  for (gsize i = 0; i < n; i++)
    if (keep[i])
      g_array_append_val (out, ring[i]);
  return out;
}
