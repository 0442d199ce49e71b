/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Plane geometry in metres (x east, y north) for the making of the demo street. Pure functions. */
typedef struct {
  double x, y;
} TwSimVec;

/** A rectangle: @along is the unit vector of its length. */
typedef struct {
  TwSimVec mid, along;
  double half_length_m, half_width_m;
} TwSimRect;

TwSimVec tw_sim_vec_add (TwSimVec a, TwSimVec b, double times);
TwSimVec tw_sim_vec_mix (TwSimVec a, TwSimVec b, double t);
TwSimVec tw_sim_vec_unit (TwSimVec a, TwSimVec b);
double tw_sim_vec_dot (TwSimVec a, TwSimVec b);
double tw_sim_vec_cross (TwSimVec a, TwSimVec b);
double tw_sim_vec_distance (TwSimVec a, TwSimVec b);
/** Left-hand normal of @v. */
TwSimVec tw_sim_vec_left (TwSimVec v);

double tw_sim_segment_distance (TwSimVec a, TwSimVec b, TwSimVec p);
/** TRUE when the open segments cross in one inner point. */
gboolean tw_sim_segments_cross (TwSimVec a, TwSimVec b, TwSimVec c, TwSimVec d);

/** Signed area, positive counter-clockwise. */
double tw_sim_ring_area (const TwSimVec *ring, gsize n);
TwSimVec tw_sim_ring_centroid (const TwSimVec *ring, gsize n);
gboolean tw_sim_ring_contains (const TwSimVec *ring, gsize n, TwSimVec p);
double tw_sim_ring_distance (const TwSimVec *ring, gsize n, TwSimVec p);
/** Area of the part with dot(p, @normal) < @offset. */
double tw_sim_ring_area_below (const TwSimVec *ring, gsize n, TwSimVec normal, double offset);
/** Range of dot(p, @axis). */
void tw_sim_ring_extent (const TwSimVec *ring, gsize n, TwSimVec axis, double *ret_min,
                         double *ret_max);
/** The direction most edges follow up to quarter turns, as the unit vector nearest to east. */
TwSimVec tw_sim_ring_direction (const TwSimVec *ring, gsize n);

/** Counter-clockwise corners. */
void tw_sim_rect_corners (const TwSimRect *rect, TwSimVec ret_corners[4]);
/** TRUE when the rectangles come nearer than @margin_m to each other (separating axes). */
gboolean tw_sim_rects_meet (const TwSimRect *a, const TwSimRect *b, double margin_m);

G_END_DECLS
