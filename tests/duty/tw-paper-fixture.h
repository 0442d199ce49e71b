/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"

G_BEGIN_DECLS

/*
 * A frame made by hand, without a database, for files, pages and figures of rosters: a street with
 * two communities and three services, posts at places with a position, people of all four pools.
 */

/** 2026-11-24T00:00+08:00, a Tuesday: where the frame begins. */
#define PAPER_FROM_US G_GINT64_CONSTANT (1795449600000000)

/** @n_people over @n_days local days in @zone_name (NULL: the default). */
TwRotaFrame *paper_fixture_frame (int n_people, int n_days, const char *zone_name);
/** A shift of @person (-1: open) from local minute @from_min of the frame's day @day on, @minutes
 * long: the first half at @post, then the way of a quarter of an hour, then the next post. The id
 * is made of @n. */
TwShift *paper_fixture_shift (TwRotaFrame *frame, int n, int person, int day, int from_min,
                              int minutes, int post);
/** One shift a day for everybody, eight hours, begins spread over the day; by begin. */
GPtrArray *paper_fixture_shifts (TwRotaFrame *frame);

G_END_DECLS
