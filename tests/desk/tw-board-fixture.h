/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board-private.h"

G_BEGIN_DECLS

/*
 * A board in a real window, with 500 shifts and a host that keeps what it was asked and carries out
 * or refuses as it is told. Row 0 is a heading; persons 1 to 11 are for the tests: a (row 1, 08:00
 * to 12:00), b (row 3, in conflict), pinned (row 5), c and d (row 7).
 */

/* 2026-11-24T06:00+08:00, a Tuesday. */
#define T0 G_GINT64_CONSTANT (1795471200000000)
#define H TW_US_PER_HOUR
#define M TW_US_PER_MIN
#define N_EACH 40 /* persons in each of the groups */

typedef struct {
  GtkWidget *window, *box, *tray;
  TwBoard *board;
  TwBoardModel *model;
  GTimeZone *zone;
  GPtrArray *rows;
  gboolean refuse, warn;
  guint n_previews, n_cancels, n_drops, n_new;
  char *activated, *removed, *dropped_out, *folded;
  TwBoardMove last;
  gint64 chosen_us;
  int menu_row;
} TwBoardFixture;

/** All bars but one, and @extra (taken). */
void tw_board_fixture_put (TwBoardFixture *fixture, const char *except, TwBoardBar *extra);
/** Positions in the canvas. */
double tw_board_fixture_x (TwBoardFixture *fixture, double hour);
double tw_board_fixture_y (TwBoardFixture *fixture, guint row);
/** Pointer to a time (hours after T0) and a row. */
void tw_board_fixture_go (TwBoardFixture *fixture, double hour, guint row);
void tw_board_fixture_take (TwBoardFixture *fixture, double hour, guint row);
/** Press, a few motions, and a frame; nothing is released. */
void tw_board_fixture_drag (TwBoardFixture *fixture, double from_hour, guint from_row,
                            double to_hour, guint to_row);
void tw_board_fixture_assert_bar (TwBoardFixture *fixture, const char *id, guint row, double from,
                                  double to);
void tw_board_fixture_assert_selection (TwBoardFixture *fixture, const char *expected);
GtkWidget *tw_board_fixture_widget (TwBoardFixture *fixture, const char *id);
/** A key @n times. */
void tw_board_fixture_keys (guint keyval, GdkModifierType modifiers, int n);
void tw_board_fixture_add_row (GPtrArray *rows, guint pool, gboolean group, const char *title);
TwBoardBar *tw_board_fixture_make_bar (const char *id, guint row, double from, double to,
                                       TwBarFlags flags);
void tw_board_fixture_set_up (TwBoardFixture *fixture, gconstpointer data);
void tw_board_fixture_tear_down (TwBoardFixture *fixture, gconstpointer data);
void tw_board_fixture_count_cb (TwBoard *board, guint *n);

G_END_DECLS
