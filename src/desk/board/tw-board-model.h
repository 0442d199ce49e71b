/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What a board shows: rows with bars on a line of time. The board knows nothing of rosters; whoever
 * owns the data fills this model, answers what a gesture would do, and carries it out.
 */

typedef enum {
  TW_BAR_DRAFT = 1 << 0,  /* striped */
  TW_BAR_PINNED = 1 << 1, /* a lock; cannot be dragged */
  TW_BAR_RED = 1 << 2,    /* conflicts */
  TW_BAR_YELLOW = 1 << 3,
  TW_BAR_OVERRIDDEN = 1 << 4,
  TW_BAR_PAST = 1 << 5,    /* cannot be dragged */
  TW_BAR_GHOSTED = 1 << 6, /* drawn faintly: as published, or to be taken away by a proposal */
} TwBarFlags;

typedef enum { TW_SEGMENT_WORK, TW_SEGMENT_WAY, TW_SEGMENT_BREAK } TwSegmentKind;

typedef struct {
  TwSegmentKind kind;
  gint64 from_us, to_us;
  guint color; /* of TW_SEGMENT_WORK: index of a service, 0 none; each has a colour and a pattern */
  char *label; /* short, or NULL */
} TwBarSegment;

typedef struct {
  gatomicrefcount refs;
  char *id;
  guint row;
  gint64 from_us, to_us;
  TwBarFlags flags;
  TwBarSegment *segments;
  guint n_segments;
  char *label;   /* on the bar where it fits */
  char *spoken;  /* the whole in words: person, time, posts, state, conflict */
  char *tooltip; /* or NULL */
} TwBoardBar;

TwBoardBar *tw_board_bar_new (void);
TwBoardBar *tw_board_bar_ref (TwBoardBar *self);
void tw_board_bar_unref (TwBoardBar *self);
/** Whether both say the same, to the eye and to the ear. */
gboolean tw_board_bar_equal (const TwBoardBar *a, const TwBoardBar *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwBoardBar, tw_board_bar_unref)

typedef struct {
  char *id;       /* of a person, or "pool:community" */
  char *title;    /* name, or the group's name with a count */
  char *detail;   /* "32 h / 44 h", right-aligned, or NULL */
  char *tooltip;  /* or NULL */
  guint pool;     /* 0 .. 3: edge colour and pattern; 4: none */
  gboolean group; /* a heading: holds no bars, can be folded */
  gboolean folded;
  int severity; /* 0 red, 1 yellow, -1 none */
} TwBoardRow;
void tw_board_row_free (TwBoardRow *self);

/**
 * TwBoardModel: rows and bars, main thread. Signals: rows-changed () everything anew (scroll
 * position and selection are kept by id); bars-changed () bars only, the rows as they were.
 */
#define TW_TYPE_BOARD_MODEL (tw_board_model_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardModel, tw_board_model, TW, BOARD_MODEL, GObject)

TwBoardModel *tw_board_model_new (void);
/** GPtrArray of TwBoardRow and of TwBoardBar; references are taken. Emits rows-changed. */
void tw_board_model_set (TwBoardModel *self, GPtrArray *rows, GPtrArray *bars);
/** Bars alone, rows as they are. Equal bars (by content) keep their widgets. Emits bars-changed. */
void tw_board_model_set_bars (TwBoardModel *self, GPtrArray *bars);
guint tw_board_model_get_n_rows (TwBoardModel *self);
const TwBoardRow *tw_board_model_get_row (TwBoardModel *self, guint row);
/** Bars of a row by begin, borrowed. */
GPtrArray *tw_board_model_get_bars (TwBoardModel *self, guint row);
TwBoardBar *tw_board_model_find_bar (TwBoardModel *self, const char *id);
/** Row number by id, or -1. */
int tw_board_model_find_row (TwBoardModel *self, const char *id);

/** What a gesture of mouse or keys wants. @bar_id NULL: a new bar. */
typedef struct {
  const char *bar_id;
  guint row; /* of a person */
  gint64 from_us, to_us;
  gboolean copy;
} TwBoardMove;

/** What it would do, while it is under way. */
typedef struct {
  char *text;    /* "-3 uncovered, +40 min walking", or NULL */
  int severity;  /* of the conflicts it would make: 0 red, 1 yellow, -1 none */
  char *warning; /* the first of them in words, or NULL */
} TwBoardGhost;

typedef struct {
  /* Fills @ret (the board frees it). Called at most once a frame; must take less than 5 ms. */
  void (*preview) (const TwBoardMove *moves, guint n, TwBoardGhost *ret, gpointer data);
  /* The gesture ended without a drop, or its ghost left the rows. */
  void (*cancel) (gpointer data);
  /* Carries it out. FALSE: it was refused (the host said why), the bars spring back. @ret_ids: ids
   * of the bars afterwards, in the order of @moves, or left NULL; the board selects them. */
  gboolean (*drop) (const TwBoardMove *moves, guint n, GStrv *ret_ids, gpointer data);
  /* The menu of the selected bars (or of the empty place @row, @t_us). Transfer full or NULL. */
  GMenuModel *(*menu) (const char *const *bar_ids, int row, gint64 t_us, gpointer data);
  /* Enter or double click on a bar. */
  void (*activate) (const char *bar_id, gpointer data);
  void (*fold) (const char *row_id, gboolean folded, gpointer data);
  void (*remove) (const char *const *bar_ids, gpointer data); /* Delete key */
  /* What is being dragged in from outside, say a tray of open shifts, by the text that it carries
   * (its id): its times and segments; the row does not matter. Transfer full; NULL refuses it.
   * Without this function only bars of the model can be dragged in. */
  TwBoardBar *(*outside) (const char *id, gpointer data);
} TwBoardHost;

G_END_DECLS
