/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-rng.h"

G_BEGIN_DECLS

/* Words the demo street is named with, Chinese and as an English reader would write them. All
 * invented combinations. */
typedef struct {
  const char *zh, *en;
} TwSimWord;

typedef enum {
  TW_SIM_WORDS_COMMUNITY,
  TW_SIM_WORDS_STREET,
  TW_SIM_WORDS_COMPOUND,
  TW_SIM_WORDS_COMPOUND_KIND,
} TwSimWordList;

/** The whole list. */
const TwSimWord *tw_sim_words (TwSimWordList list, guint *ret_n);

/** A shuffled list to draw from without repeats. */
typedef struct {
  const TwSimWord *words;
  guint *order;
  guint n, next;
} TwSimDeck;

void tw_sim_deck_init (TwSimDeck *deck, TwRng *rng, TwSimWordList list);
void tw_sim_deck_clear (TwSimDeck *deck);
/** The next word; NULL when the deck is used up. */
const TwSimWord *tw_sim_deck_draw (TwSimDeck *deck);

/** A person's name for someone of about @age: surnames by frequency, given names of their
 * generation. */
char *tw_sim_person_name (TwRng *rng, int age);
/** A number nobody can dial: 000 is no area code and no mobile prefix in China. */
char *tw_sim_phone (TwRng *rng);

G_END_DECLS
