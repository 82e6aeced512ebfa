// What the files of the trained classifier share.
#ifndef FP_MODEL_PRIV_H
#define FP_MODEL_PRIV_H
#include "text/model.h"

#define MODEL_BITS 20                    // buckets of hashed features
#define MODEL_BUCKETS (1u << MODEL_BITS)
#define MODEL_NONE UINT32_MAX

// ---- features of one text: distinct buckets with their counts, in order of first appearance (model_feature.c)
typedef struct {
	uint32_t *bucket;
	float *count;
	size_t n;
} counted;
counted features_of(fp_arena *a, fp_str folded);
// Every occurrence with its place in the folded text.
typedef void feature_fn(void *with, uint32_t bucket, size_t start, size_t end);
void features_each(fp_str folded, feature_fn *seen, void *with);

// ---- keywords of the classes (model_keyword.c)
typedef struct {
	fp_phrases *set;                     // NULL: none
	uint32_t *class_of, class_n;         // of each phrase
	float *bonus;                        // of each phrase: what one hit is worth
	size_t n;
	fp_str *text;                        // of each phrase, for writing
} keywords;
bool keywords_new(keywords *k, const fp_class_def *classes, size_t n, fp_err *err);
void keywords_free(keywords *k);
// Scores of the classes, of length 1 unless nothing was found.
void keywords_score(const keywords *k, fp_arena *a, fp_str folded, float *score);

struct fp_model {
	size_t class_n, row_n, sample_n;
	bool several;
	fp_str *name;                        // of the classes
	char *note;
	uint32_t *row_of;                    // [MODEL_BUCKETS] or MODEL_NONE
	uint32_t *bucket;                    // of each row, ascending
	float *idf;                          // of each row
	float *scale_of;                     // of each row: its largest weight / 127
	signed char *weight;                 // [row * class_n + class], in steps of scale_of[row]: small enough to stay near the processor
	float *keyword_weight;               // [keyword class * class_n + class]
	float *bias;                         // of each class
	keywords words;
	double lambda;                       // length of the keyword vector
	double scale, shift;                 // of the calibration: softmax(margin * scale), or 1 / (1 + exp(-(margin * scale + shift)))
	double accuracy, sure, coverage;
};
void model_margins(const fp_model *m, fp_arena *a, const counted *c, const float *word_score, double *margin);
size_t model_rank(const fp_model *m, fp_arena *a, const double *margin, fp_guess **out);
double keyword_lambda(size_t samples, size_t classes);
fp_model *model_new(size_t class_n, size_t row_n);
static inline float model_weight(const fp_model *m, uint32_t row, size_t label)
{
	return (float)m->weight[(size_t)row * m->class_n + label] * m->scale_of[row];
}

// ---- samples with their features, made once for all folds (model_train.c)
typedef struct {
	fp_sample *sample;
	counted *feature;
	float **word_score;
	size_t n, seed_n;                    // behind the n samples stand seeds: the keywords of a class as one more sample of it
} dataset;
fp_str text_copy(fp_str s);               // malloced
bool model_usable(const fp_sample *samples, size_t n, const fp_train_options *o, fp_err *err);
fp_model *model_fit(const dataset *d, const uint32_t *picked, size_t picked_n, const fp_train_options *o);
bool dataset_of(dataset *d, fp_arena *a, const fp_sample *samples, size_t n, const fp_train_options *o, fp_err *err);
bool model_cross(const dataset *d, const fp_train_options *o, const uint32_t *fold, uint32_t folds, fp_arena *a, fp_guesses *out, fp_err *err);
void model_calibrate(fp_model *m, const fp_sample *samples, const fp_guesses *g, size_t n, double precision);
#endif
