"""The pages people look at: rendered here, kept alive by small scripts, in Chinese and English, asking nobody else."""
